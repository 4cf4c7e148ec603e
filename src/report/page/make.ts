/// <reference lib="dom" />
// The only function by which the page creates elements: names of files and packages are inserted as
// text, never as markup.
// It is put into the page as text, so it may use nothing but its arguments.

export interface MakeOptions {
  readonly className?: string;
  readonly title?: string;
  readonly label?: string;
  readonly onClick?: () => void;
}

export type Make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options?: MakeOptions,
  ...children: readonly (Node | string)[]
) => HTMLElementTagNameMap[K];

/** Creates an element with its children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { className, title, label, onClick }: MakeOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== undefined) element.className = className;
  if (title !== undefined) element.title = title;
  if (label !== undefined) element.setAttribute('aria-label', label);
  if (onClick) element.addEventListener('click', onClick);
  if (element instanceof HTMLButtonElement) element.type = 'button';
  // Let a long path break after a slash only.
  for (const child of children)
    element.append(
      ...(typeof child === 'string'
        ? child
            .split(/(?<=\/)/)
            .flatMap((part, index) =>
              index === 0 ? [part] : [document.createElement('wbr'), part],
            )
        : [child]),
    );
  return element;
}
