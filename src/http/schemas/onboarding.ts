import { Type } from 'typebox'
import { Closed, Id, Label, Many, Nullable, Time } from './shapes.ts'

export const OnboardingQuery = Closed({ shop: Type.Optional(Id) })
export const Onboarding = Type.Object({
  shopId: Id,
  sandbox: Type.Boolean({
    description: 'Whether payments here are played by the simulator: no money moves.',
  }),
  simulatorUrl: Nullable(Type.String()),
  done: Type.Integer(),
  steps: Many(
    Type.Object({
      code: Type.String(),
      title: Label,
      what: Label,
      link: Type.String({ description: 'The page of the console where it is done.' }),
      doneAt: Nullable(Time),
    }),
  ),
})
