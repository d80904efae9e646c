import { taskFacts } from "#contract/tasks";
import { positive } from "#db/derive/board-view/view.ts";
import { type ChoiceQuestion, type CostId, questionNames } from "#db/derive/choice/question.ts";
import { AnyOf, OneOf, Select } from "../_parts/controls.tsx";
import { DelayedField } from "../_parts/delayed-field.tsx";
import { Live } from "../_parts/live.tsx";
import styles from "./choose.module.css";
import type { PageOffer } from "./shown.ts";
import { costWords } from "./words.ts";

interface FormProperties {
  readonly question: ChoiceQuestion;
  readonly offer: PageOffer;
  readonly ask: (question: ChoiceQuestion) => void;
}

/**
 * What somebody needs. Its fields have the names of the address's parameters: without scripts the browser sends them, and the
 * server draws the answer.
 */
export function QuestionForm(properties: FormProperties) {
  return (
    <>
      <form
        method="get"
        className={`${styles.form} needs-script no-print`}
        onSubmit={(event) => event.preventDefault()}
      >
        <Live>
          <Fields {...properties} />
        </Live>
      </form>
      <noscript>
        <form method="get" className={`${styles.form} no-print`}>
          <Fields {...properties} />
          <button type="submit" className={styles.find}>
            Find backbones
          </button>
        </form>
      </noscript>
    </>
  );
}

function Fields({ question, offer, ask }: FormProperties) {
  const { tasks, settings, inputs } = offer;
  const [setting] = settings;
  return (
    <>
      <AnyOf
        legend="Tasks you care for; none for all"
        name={questionNames.tasks}
        options={tasks.map((task) => ({ value: task, label: taskFacts(task).label }))}
        chosen={question.tasks}
        choose={(chosen) => ask({ ...question, tasks: chosen.length === tasks.length ? [] : chosen })}
      />
      <div className={`${styles.fields} ${styles.bounds}`}>
        <Bound cost="gmacs" question={question} ask={ask} />
        {setting && <Bound cost="ms" question={question} ask={ask} />}
        <Bound cost="parameters" question={question} ask={ask} />
        <Bound cost="memory" question={question} ask={ask} />
      </div>
      {setting && settings.length === 1 && (
        <p className={styles.device}>Times were measured on {setting.label}.</p>
      )}
      <div className={styles.fields}>
        {settings.length > 1 && question.settingId !== null && (
          <Select
            legend="Times measured on"
            name={questionNames.settingId}
            options={settings.map(({ id, label }) => ({ value: id, label }))}
            value={question.settingId}
            choose={(settingId) => ask({ ...question, settingId })}
          />
        )}
        <OneOf
          legend="Licence of the weights"
          name={questionNames.use}
          options={[
            { value: "any", label: "Any" },
            { value: "commercial", label: "Commercial use allowed" },
          ]}
          value={question.use}
          choose={(use) => ask({ ...question, use })}
        />
        {inputs.length > 1 && (
          <AnyOf
            legend="Input side, pixels; none for any"
            name={questionNames.inputs}
            options={inputs.map((input) => ({ value: String(input), label: String(input) }))}
            chosen={question.inputs.map(String)}
            choose={(chosen) => ask({ ...question, inputs: chosen.map(Number) })}
          />
        )}
      </div>
    </>
  );
}

interface BoundProperties {
  readonly cost: CostId;
  readonly question: ChoiceQuestion;
  readonly ask: (question: ChoiceQuestion) => void;
}

function Bound({ cost, question, ask }: BoundProperties) {
  const { most } = question;
  return (
    <DelayedField
      label={costWords[cost].label}
      name={questionNames[cost]}
      type="number"
      placeholder="any"
      text={most[cost]?.toString() ?? ""}
      enter={(text) => ask({ ...question, most: { ...most, [cost]: positive(text) } })}
    />
  );
}
