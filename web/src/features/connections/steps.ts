/** The steps of setting up a connection, in the guide's order. */
export const STEPS = ['attributes', 'provider', 'enable'] as const;
export type Step = (typeof STEPS)[number];

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  attributes: 'User attributes',
  provider: 'Identity provider',
  enable: 'Enable',
};

/** Where whoever comes back goes on: at the first step that is not done. */
export function stepToGoOn(connection: { status: string; attributeMapping: Readonly<Record<string, string>> }): Step {
  if (!('email' in connection.attributeMapping)) return 'attributes';
  return connection.status === 'COMPLETED' ? 'enable' : 'provider';
}

export function isStep(text: string | undefined): text is Step {
  return STEPS.some((step) => step === text);
}

/** The step in which a missing setting is filled in. */
export function stepOf(setting: string): Step {
  return setting.startsWith('attributeMapping') ? 'attributes' : 'provider';
}
