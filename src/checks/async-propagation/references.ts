// Who refers to a function, as the propagation asks for it.
import type { ModuleFacts } from '../../syntax/facts.ts';
import type { Range } from '../../text/range.ts';

/** A place that refers to something declared elsewhere. */
export interface Reference {
  readonly path: string;
  readonly range: Range;
}

/**
 * `thenable`: a query builder, say, which a promise would take for a promise; `unknown`: without
 * type information.
 */
export type ResultKind = 'value' | 'promise' | 'thenable' | 'unknown';

/** Answers who refers to a function. */
export interface ReferenceFinder {
  /**
   * Every mention of what is declared at `name`, its declaration included; a reason in words where
   * they can't be known.
   */
  find(path: string, name: Range): readonly Reference[] | string;
  /** What the function declared at `name` gives. */
  getResultKind(path: string, name: Range): ResultKind;
}

/** The files that a plan may look at. */
export interface PropagationFiles {
  getFacts(path: string): ModuleFacts | undefined;
  /** Whether this run may rewrite the file. */
  isRewritable(path: string): boolean;
  /** Whether what the file exports is used by people outside of the project. */
  isPublished(path: string): boolean;
  /** A path for people. */
  toLabel(path: string): string;
  readonly references: ReferenceFinder;
}
