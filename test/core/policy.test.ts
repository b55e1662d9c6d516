import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowsFix, readPolicy } from '../../core/policy.ts';

const ALL = ['vpc-dns', 'attach-node-policy', 'map-node-role'];

describe('the policy of a cluster', () => {
  it('reports only, when nothing is said', () => {
    const policy = readPolicy({}, ALL);
    expect(policy.mode).toBe('report');
    expect(ALL.some((id) => allowsFix(policy, id))).toBe(false);
  });

  it('fixes all that the deployment allows, when asked to fix', () => {
    const policy = readPolicy({ 'rollcall/mode': 'fix' }, ALL);
    expect(ALL.every((id) => allowsFix(policy, id))).toBe(true);
  });

  it('fixes only what is named', () => {
    const policy = readPolicy({ 'rollcall/mode': 'fix', 'rollcall/fixes': 'vpc-dns+map-node-role' }, ALL);
    expect(ALL.filter((id) => allowsFix(policy, id))).toEqual(['vpc-dns', 'map-node-role']);
  });

  it.each(['FIX', 'yes', '', 'fix,report', 'true'])('reports only, for the unknown mode %j', (mode) => {
    const policy = readPolicy({ 'rollcall/mode': mode }, ALL);
    expect(policy.mode).toBe('report');
    expect(policy.remarks).toHaveLength(1);
    expect(ALL.some((id) => allowsFix(policy, id))).toBe(false);
  });

  it.each(['vpc-dns,map-node-role', 'none', '', 'vpc-dns+nonsense'])(
    'fixes nothing, for the unknown fixes %j',
    (fixes) => {
      const policy = readPolicy({ 'rollcall/mode': 'fix', 'rollcall/fixes': fixes }, ALL);
      expect(ALL.some((id) => allowsFix(policy, id))).toBe(false);
      expect(policy.remarks).toHaveLength(1);
    },
  );

  it('never fixes for a value that it does not know', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (mode, fixes) => {
        const policy = readPolicy({ 'rollcall/mode': mode, 'rollcall/fixes': fixes }, ALL);
        const known =
          mode.trim() === 'fix' && (fixes.trim() === 'all' || fixes.split('+').every((id) => ALL.includes(id.trim())));
        expect(ALL.some((id) => allowsFix(policy, id))).toBe(known);
      }),
    );
  });
});
