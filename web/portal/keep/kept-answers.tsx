import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useEffect, useState } from "react";
import { Waiting } from "../chrome/waiting";
import { Problem } from "../../pages/http";
import { messages } from "../messages";
import type { Notice } from "../notices";
import { useServices } from "../services";
import { endText } from "../task/end-text";
import type { Delivery, PendingAnswer } from "./outbox";

/** Sends what an earlier page could not, before any other page opens. */
export function KeptAnswers(props: {
  worker: string;
  tell: (notice: Notice) => void;
  done: () => void;
}): ReactNode {
  const { worker, tell, done } = props;
  const { outbox, patience } = useServices();
  const [stuck, setStuck] = useState<Error | null>(null);
  useEffect(() => {
    const deliverAll = async () => {
      for (const pending of await outbox.pending(worker).catch(() => [])) {
        const delivery = await outbox.deliver(pending, false, setStuck);
        const notice = noticeOf(pending, delivery);
        if (notice !== null) tell(notice);
      }
      done();
    };
    void deliverAll();
    // Once for each worker who comes in: the callbacks only set state.
  }, [worker]);
  if (stuck === null) return <Waiting text={messages.kept.sending} />;
  return (
    <main className="centered">
      <Alert
        type="warning"
        header={stuck instanceof Problem ? messages.notNow : messages.unreachable}
        action={<Button onClick={patience.wake}>{messages.tryNow}</Button>}
      >
        {messages.kept.sending}
      </Alert>
    </main>
  );
}

function noticeOf(pending: PendingAnswer, delivery: Delivery): Notice | null {
  if (delivery.kind === "kept") return null;
  if (delivery.kind === "acknowledged") {
    return { type: "success", title: messages.kept.sent(pending.title) };
  }
  const { problem } = delivery;
  const title = messages.kept.refused(pending.title);
  return { type: "warning", title, text: endText(problem.code, problem.message).text };
}
