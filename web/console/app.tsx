import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import { type ReactNode, useEffect } from "react";
import { later } from "../pages/later";
import { Layout } from "./chrome/layout";
import { PageGuard } from "./chrome/page-guard";
import type { Session } from "./client/session";
import { type Route, followLinks, goTo, routeOf, to, useAddress } from "./routes";
import { useObservable, useServices } from "./services";

const SignInPage = later(() => import("./sign-in/sign-in-page"), <Waiting />);
const FirstPage = later(() => import("./sign-in/first-page"), <Waiting />);
const PasswordPage = later(() => import("./sign-in/password-page"), <Waiting />);
const SignInDialog = later(() => import("./sign-in/sign-in-dialog"));
const loadJobs = () => import("./jobs/jobs-page");
const JobsPage = later(loadJobs, <Waiting />);
const CreatePage = later(() => import("./create/create-page"), <Waiting />);
const JobPage = later(() => import("./job/job-page"), <Waiting />);
const BucketsPage = later(() => import("./buckets/buckets-page"), <Waiting />);
const WorkforcesPage = later(() => import("./workforces/workforces-page"), <Waiting />);
const SettingsPage = later(() => import("./settings/settings-page"), <Waiting />);

/** Fetched while the session is still asked for: most who come are signed in and look at their jobs. */
if (routeOf(location.pathname).page === "jobs") void loadJobs().catch(() => undefined);

export function App(): ReactNode {
  const { session } = useServices();
  const state = useObservable(session.state);
  const first = /^#\/first\?token=(.+)$/.exec(location.hash)?.[1];
  useEffect(followLinks, []);
  return (
    <>
      {state.kind === "unknown" && <Waiting />}
      {state.kind === "unreachable" && <Unreachable />}
      {state.kind === "signed-out" &&
        (first === undefined ? <SignInPage reason={state.reason} /> : <FirstPage token={decodeURIComponent(first)} />)}
      {state.kind === "signed-in" && state.session.must_change_password && <PasswordPage />}
      {state.kind === "signed-in" && !state.session.must_change_password && (
        <>
          <Inside key={state.session.user.name} session={state.session} />
          {state.lapsed && <SignInDialog username={state.session.user.name} />}
        </>
      )}
    </>
  );
}

function Inside({ session }: { session: Session }): ReactNode {
  const address = useAddress();
  const route = routeOf(address.split("?")[0] ?? "");
  return (
    <Layout session={session} route={route}>
      <PageGuard key={address.split("?")[0]}>
        <PageOf route={route} address={address} />
      </PageGuard>
    </Layout>
  );
}

function PageOf({ route, address }: { route: Route; address: string }): ReactNode {
  switch (route.page) {
    case "jobs":
      return <JobsPage />;
    case "new":
      return <CreatePage key="new" origin={{ mode: "new" }} />;
    case "copy":
      return <CreatePage key={address} origin={{ mode: route.mode, job: route.job }} />;
    case "job":
      return <JobPage key={route.job} name={route.job} tab={route.tab} object={route.object} />;
    case "buckets":
      return <BucketsPage bucket={route.bucket} prefix={route.prefix} />;
    case "workforces":
      return <WorkforcesPage team={route.team} />;
    case "settings":
      return <SettingsPage />;
    case "missing":
      return (
        <Box textAlign="center" padding="xxxl">
          <Box variant="h1">There is no such page</Box>
          <Box padding="m">The address may be mistyped, or from a newer version.</Box>
          <Button onClick={() => goTo(to.jobs())}>Go to the labeling jobs</Button>
        </Box>
      );
  }
}

function Waiting(): ReactNode {
  return (
    <div className="waiting" role="status">
      <Spinner size="large" /> Loading
    </div>
  );
}

const RETRY_MS = 5_000;

function Unreachable(): ReactNode {
  const { session } = useServices();
  useEffect(() => {
    const timer = setInterval(() => void session.resume(), RETRY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <main className="entrance">
      <Alert
        type="error"
        header="The server does not answer"
        action={<Button onClick={() => void session.resume()}>Try again</Button>}
      >
        Check that Trigpoint is running and that you are connected. This page tries again by itself.
      </Alert>
    </main>
  );
}
