import { type PointerEvent, useEffect, useRef, useState } from 'react';

import styles from './Chart.module.css';
import { labelled, marksTo } from './scale';

export interface Point {
  /** The place on the axis, in full and in short. */
  readonly name: string;
  readonly label: string;
  readonly value: number;
  /** What belongs to the value, in words. */
  readonly note: string;
}

interface LineChartProps {
  /** What the picture shows, for those who do not see it. */
  readonly caption: string;
  /** At least one. */
  readonly points: readonly Point[];
}

const HEIGHT = 230;
const TOP = 10;
const BOTTOM = 26;
const RIGHT = 26;
const LABEL_WIDTH = 62;
const CHARACTER_WIDTH = 8;

/** Figures over time, as a line; under the pointer each is told, and to screen readers as a table. */
export function LineChart({ caption, points }: LineChartProps) {
  const { frame, width } = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const shown = points[pointed ?? points.length - 1];
  return (
    <figure className={styles['figure']}>
      {shown && (
        <p className={styles['readout']} aria-hidden="true">
          {shown.name}: <strong>{shown.value.toLocaleString()}</strong> {shown.note}
        </p>
      )}
      <div ref={frame} className={styles['picture']}>
        {width > 0 && <Picture points={points} width={width} pointed={pointed} onPoint={setPointed} />}
        <FiguresTable caption={caption} points={points} />
      </div>
    </figure>
  );
}

interface PictureProps {
  readonly points: readonly Point[];
  readonly width: number;
  readonly pointed: number | null;
  readonly onPoint: (place: number | null) => void;
}

function Picture({ points, width, pointed, onPoint }: PictureProps) {
  const marks = marksTo(Math.max(...points.map(({ value }) => value)));
  const most = marks.at(-1) ?? 1;
  const left = Math.max(...marks.map((mark) => mark.toLocaleString().length)) * CHARACTER_WIDTH + 10;
  const x = (place: number) => left + ((width - left - RIGHT) * place) / Math.max(1, points.length - 1);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const line = points.map(({ value }, place) => `${place === 0 ? 'M' : 'L'}${x(place).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const isLabelled = labelled(points.length, Math.floor((width - left) / LABEL_WIDTH));
  const last = points.length - 1;
  const at = pointed ?? last;
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const place = Math.round(((event.clientX - event.currentTarget.getBoundingClientRect().left - left) / (width - left - RIGHT)) * last);
    onPoint(Math.min(last, Math.max(0, place)));
  };
  return (
    <svg
      className={styles['chart']}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      height={HEIGHT}
      aria-hidden="true"
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => onPoint(null)}
    >
      {marks.map((mark) => (
        <g key={mark}>
          <line className={mark === 0 ? styles['zero'] : styles['grid']} x1={left} x2={width - RIGHT} y1={y(mark)} y2={y(mark)} />
          <text className={styles['mark']} x={left - 8} y={y(mark)} dy="0.35em" textAnchor="end">
            {mark.toLocaleString()}
          </text>
        </g>
      ))}
      {points.map(
        ({ label, name }, place) =>
          isLabelled(place) && (
            <text key={name} className={styles['mark']} x={x(place)} y={HEIGHT - 6} textAnchor="middle">
              {label}
            </text>
          ),
      )}
      <path className={styles['area']} d={`${line}L${x(last).toFixed(1)} ${y(0)}L${x(0).toFixed(1)} ${y(0)}Z`} />
      <path className={styles['line']} d={line} />
      {pointed !== null && <line className={styles['guide']} x1={x(at)} x2={x(at)} y1={TOP} y2={y(0)} />}
      <circle className={styles['dot']} cx={x(at)} cy={y(points[at]?.value ?? 0)} r={5} />
    </svg>
  );
}

function FiguresTable({ caption, points }: LineChartProps) {
  return (
    <table className={styles['hidden']}>
      <caption>{caption}</caption>
      <tbody>
        {points.map(({ name, value, note }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {value.toLocaleString()} {note}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How wide the element is now; 0 until it is there. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return { frame, width };
}

export interface Bar {
  readonly name: string;
  readonly value: number;
}

/** Figures of one whole, each as a bar. */
export function BarChart({ bars, whole }: { bars: readonly Bar[]; whole: number }) {
  return (
    <ul className={styles['bars']}>
      {bars.map(({ name, value }) => {
        const share = whole === 0 ? 0 : value / whole;
        return (
          <li key={name} className={styles['bar']}>
            <span className={styles['name']}>{name}</span>
            <span className={styles['value']}>
              {value.toLocaleString()} ({Math.round(share * 100)} %)
            </span>
            <svg aria-hidden="true" preserveAspectRatio="none">
              <rect className={styles['track']} width="100%" height="10" rx="5" />
              {value > 0 && <rect className={styles['filled']} width={`${Math.max(1, share * 100)}%`} height="10" rx="5" />}
            </svg>
          </li>
        );
      })}
    </ul>
  );
}

export interface Tile {
  readonly name: string;
  readonly value: number;
  readonly note?: string | undefined;
  /** Something to look at. */
  readonly warn?: boolean;
}

/** A few figures, side by side. */
export function Tiles({ of }: { of: readonly Tile[] }) {
  return (
    <dl className={styles['tiles']}>
      {of.map(({ name, value, note, warn = false }) => (
        <div key={name} className={styles['tile']}>
          <dt>{name}</dt>
          <dd className={warn ? styles['warn'] : ''}>{value.toLocaleString()}</dd>
          {note !== undefined && <dd>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
