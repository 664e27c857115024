import styles from './Pill.module.css';

/** Short words that stand beside each other. */
export function Pills({ of }: { of: readonly string[] }) {
  return (
    <span className={styles['pills']}>
      {of.map((word) => (
        <span key={word} className={styles['pill']}>
          {word}
        </span>
      ))}
    </span>
  );
}
