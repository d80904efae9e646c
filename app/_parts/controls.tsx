import { type ReactNode, useId } from "react";
import { type Training, trainings } from "#db/derive/board-view/training.ts";
import styles from "./controls.module.css";
import { ShapeMark } from "./shape-mark.tsx";

/** The row of controls above a table or chart; without JavaScript it would do nothing, so it is not shown. */
export function Controls({ children }: { children: ReactNode }) {
  return <div className={`${styles.controls} needs-script no-print`}>{children}</div>;
}

interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface OneOfProperties<Value extends string> {
  readonly legend: string;
  /** Of the field in a form that is sent; left out where scripts alone read it. */
  readonly name?: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly choose: (value: Value) => void;
}

/** One of a few options, all visible. */
export function OneOf<Value extends string>({
  legend,
  name,
  options,
  value,
  choose,
}: OneOfProperties<Value>) {
  const ownName = useId();
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name ?? ownName}
              value={option.value}
              checked={option.value === value}
              onChange={() => choose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many options, as the platform's own list. */
export function Select<Value extends string>({
  legend,
  name,
  options,
  value,
  choose,
}: OneOfProperties<Value>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{legend}</label>
      <select
        id={id}
        name={name}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) choose(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface AnyOfProperties<Value extends string> {
  readonly legend: string;
  /** Of the fields in a form that is sent; left out where scripts alone read them. */
  readonly name?: string;
  readonly options: readonly (Option<Value> & {
    readonly mark?: ReactNode;
    /** A number behind the label: how much there is of it. */
    readonly remark?: number;
  })[];
  /** In the order of the options, also when handed on. */
  readonly chosen: readonly Value[];
  readonly choose: (chosen: readonly Value[]) => void;
}

/** Any of a few options, all visible. */
export function AnyOf<Value extends string>({
  legend,
  name,
  options,
  chosen,
  choose,
}: AnyOfProperties<Value>) {
  const toggle = (value: Value) =>
    choose(
      options.map((option) => option.value).filter((other) => chosen.includes(other) !== (other === value)),
    );
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      <div>
        {options.map(({ value, label, mark, remark }) => (
          <label key={value}>
            <input
              type="checkbox"
              name={name}
              value={value}
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
            />
            <span>
              {mark}
              {label}
              {remark !== undefined && <small>{remark}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface TrainingFilterProperties {
  /** Trainings shown; empty for all. */
  readonly chosen: readonly Training[];
  readonly choose: (chosen: readonly Training[]) => void;
}

/** Any of the trainings; none chosen means all. Doubles as the legend of shapes. */
export function TrainingFilter({ chosen, choose }: TrainingFilterProperties) {
  return (
    <AnyOf
      legend="Training"
      options={trainings.map(({ id, label }) => ({
        value: id,
        label,
        mark: <ShapeMark training={id} />,
      }))}
      chosen={chosen}
      choose={choose}
    />
  );
}
