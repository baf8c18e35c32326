import { type ReactNode, useEffect, useState } from "react";
import { later } from "../pages/later";
import { Unreachable } from "./chrome/unreachable";
import { Waiting } from "./chrome/waiting";
import type { Session } from "./client/wire";
import { KeptAnswers } from "./keep/kept-answers";
import type { Notice } from "./notices";
import { routeOf, useHash } from "./routes";
import { useObservable, useServices } from "./services";
import { applyColors } from "../pages/theme";

const SignInPage = later(() => import("./sign-in/sign-in-page"), <Waiting />);
const PasswordPage = later(() => import("./sign-in/password-page"), <Waiting />);
const SignInDialog = later(() => import("./sign-in/sign-in-dialog"));
const LapsedNotice = later(() => import("./sign-in/lapsed-notice"));
const loadJobs = () => import("./jobs/jobs-page");
const loadTask = () => import("./task/task-page");
const JobsPage = later(loadJobs, <Waiting />);
const TaskPage = later(loadTask, <Waiting />);

/** Fetches the page of the address while the session is still asked for: most who come are signed in. */
void (routeOf(location.hash).page === "task" ? loadTask() : loadJobs()).catch(() => undefined);

export function App(): ReactNode {
  const state = useObservable(useServices().session.state);
  return (
    <>
      {state.kind === "unknown" && <Waiting />}
      {state.kind === "unreachable" && <Unreachable />}
      {state.kind === "signed-out" && <SignInPage />}
      {state.kind === "signed-in" && state.lapsed === "no" && state.session.must_change_password && (
        <PasswordPage />
      )}
      {state.kind === "signed-in" && (
        <>
          {(state.lapsed !== "no" || !state.session.must_change_password) && (
            <Inside key={state.session.worker.id} session={state.session} />
          )}
          {state.lapsed === "noticed" && <LapsedNotice />}
          {state.lapsed === "asking" && <SignInDialog session={state.session} />}
        </>
      )}
    </>
  );
}

/** The pages of a worker who is in: kept answers go out first, then the page of the hash opens. */
function Inside({ session }: { session: Session }): ReactNode {
  const route = routeOf(useHash());
  const { settings } = useServices();
  const [delivered, setDelivered] = useState(false);
  const [notices, setNotices] = useState<Notice[]>([]);
  useEffect(() => {
    void settings.adopt(session.worker.id).then((otherLanguage) => {
      if (otherLanguage && !location.hash.startsWith("#/task/")) location.reload();
      else applyColors();
    });
  }, [settings, session.worker.id]);
  const tell = (notice: Notice) => setNotices((others) => [...others, notice]);
  if (!delivered) {
    return <KeptAnswers worker={session.worker.id} tell={tell} done={() => setDelivered(true)} />;
  }
  if (route.page === "task") {
    return <TaskPage key={route.job} session={session} job={route.job} tell={tell} />;
  }
  return <JobsPage session={session} notices={notices} clearNotices={() => setNotices([])} />;
}
