export function hashOf(file: string): number;
export function builtProgram(folder: string): string | undefined;
