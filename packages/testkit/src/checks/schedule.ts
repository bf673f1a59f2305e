import { Bench } from '../bench/services.js';
import { ensure, type Check } from '../check.js';

const totals = [1, 2, 10, 1000];

/** Learning rates over time. */
export const scheduleChecks: readonly Check<'schedule'>[] = [
  {
    name: 'gives a finite factor of at least 0 at every iteration',
    async run(subject) {
      const bench = await Bench.open({}, subject.settings);
      const schedule = await bench.create(subject);
      for (const total of totals) {
        for (let iteration = 0; iteration < total; iteration++) {
          const factor = schedule.factor(iteration, total);
          ensure(
            Number.isFinite(factor) && factor >= 0,
            `At iteration ${iteration} of ${total} its factor is ${factor}.`,
          );
        }
      }
      bench.dispose();
    },
  },
  {
    name: 'depends on iteration and total alone, so that a resumed run has the same rates',
    async run(subject) {
      const bench = await Bench.open({}, subject.settings);
      const [schedule, other] = [await bench.create(subject, 'first'), await bench.create(subject, 'second')];
      for (const iteration of [0, 1, 499, 998, 999]) {
        const factor = schedule.factor(iteration, 1000);
        for (const again of [schedule.factor(iteration, 1000), other.factor(iteration, 1000)]) {
          ensure(
            again === factor,
            `At iteration ${iteration} of 1000 its factor is ${factor}, and asked again ${again}.`,
          );
        }
      }
      bench.dispose();
    },
  },
];
