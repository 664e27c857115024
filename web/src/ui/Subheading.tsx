import { useFocusOn } from './focus';

/** A heading within the page that takes the focus when it is shown (unless `initially` is false) and when it changes. */
export function Subheading({ children, level, initially = true }: { children: string; level: 2 | 3; initially?: boolean }) {
  const heading = useFocusOn<HTMLHeadingElement>(children, initially);
  const Tag = `h${level}` as const;
  return (
    <Tag ref={heading} tabIndex={-1}>
      {children}
    </Tag>
  );
}
