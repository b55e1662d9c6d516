/** The healthy worlds as a table: what Rollcall says of each at its launch and after joining, which is nothing. */
import { healthyWorlds } from '../../simulator/world/healthy/index.ts';
import { type HealthyOutcome, judgeHealthy } from '../../test/support/healthy-trial.ts';
import { table } from './table.ts';

/** Prints the table. @returns whether every row is right */
export const printHealthy = async (onDone: (done?: number, all?: number) => void): Promise<boolean> => {
  const outcomes: HealthyOutcome[] = [];
  for (const world of healthyWorlds) {
    outcomes.push(await judgeHealthy(world));
    onDone(outcomes.length, healthyWorlds.length);
  }
  onDone();
  const wrong = outcomes.filter((one) => one.wrong.length > 0);
  const lines = [
    ...table<HealthyOutcome>(
      [
        { head: ' ', of: (one) => (one.wrong.length > 0 ? '✘' : '✔') },
        { head: 'healthy world', of: ({ name }) => (name.length > 68 ? `${name.slice(0, 67)}…` : name) },
        { head: 'accused', of: ({ early }) => String(early.accused.length), right: true },
        { head: 'then', of: ({ late }) => String(late.accused.length + late.suspected.length), right: true },
        { head: 'verdict', of: ({ late }) => late.verdict },
      ],
      outcomes,
    ),
    '',
    ...wrong.flatMap((one) => [`✘ ${one.name}`, ...one.wrong.map((says) => `    ${says}`), '']),
    `${outcomes.length} healthy worlds: ${outcomes.length - wrong.length} right, ${wrong.length} wrong`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return wrong.length === 0;
};
