export { hashCertificate } from './certificate.ts';
export { stageWithoutCredentials } from './credentials-stage.ts';
export { decodeUserData } from './decode.ts';
export { isOtherEksEndpoint, sameEndpoint } from './endpoint.ts';
export { readsGrammar } from './grammar.ts';
export { isOwnedByEks, isPublishedImage, minorOf, type NodeMinor, nodeMinorOf, recommendedImage } from './image.ts';
export { originOf } from './origin.ts';
