import type { ArmContext } from './context.ts';

/** Everything this core has cached. */
export function flushAll(context: ArmContext): void {
  context.env.flushTlb();
  context.nonGlobalFills = 0;
  context.state.contextDirty = 0;
}

/** TLBIALL: the tables may have changed. What still holds, and therefore still belongs to the present ASID, may stay. */
export function refreshAll(context: ArmContext): void {
  if (context.env.refreshTlb) context.env.refreshTlb();
  else flushAll(context);
}

/** One address. The soft MMU drops all of a section or larger mapping. */
export function flushPage(context: ArmContext, va: number): void {
  context.env.flushTlbPage(va & ~0xfff, 0);
}

export function flushPageEverywhere(context: ArmContext, va: number): void {
  context.env.flushTlbPageOthers(va & ~0xfff, 0);
  flushPage(context, va);
  context.state.broadcasts = 1;
}

export function refreshAllEverywhere(context: ArmContext): void {
  context.env.flushTlbOthers();
  refreshAll(context);
  context.state.broadcasts = 1;
}

/** Non-global translations. There are only those of one ASID at a time, because a change of ASID drops them. */
export function flushNonGlobal(context: ArmContext): void {
  const { env, state } = context;
  state.contextDirty = 0;
  if (context.nonGlobalFills === 0) return;
  context.nonGlobalFills = 0;
  if (env.flushTlbNonGlobal) env.flushTlbNonGlobal();
  else env.flushTlb();
}

/** Non-global translations, here and on the other cores. */
export function flushAsidEverywhere(context: ArmContext): void {
  const { env } = context;
  if (env.flushTlbNonGlobalOthers) env.flushTlbNonGlobalOthers();
  else env.flushTlbOthers();
  flushNonGlobal(context);
  context.state.broadcasts = 1;
}

/** The ASID or a translation base changed: at the next synchronisation, what depends on it must go. */
export function contextChanged(context: ArmContext): void {
  if (context.nonGlobalFills !== 0) context.state.contextDirty = 1;
}

/** Context synchronisation: ISB, exception return. */
export function synchronize(context: ArmContext): void {
  if (context.state.contextDirty !== 0) flushNonGlobal(context);
}
