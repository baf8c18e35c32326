import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect, useState } from "react";
import { useServices } from "../services";
import { Entrance } from "./entrance";
import { SignInForm } from "./sign-in-form";

export default function SignInPage({ reason }: { reason: string }): ReactNode {
  const { session } = useServices();
  const [nobody, setNobody] = useState(false);
  useEffect(() => {
    document.title = "Sign in · Trigpoint";
    void session.firstNeeded().then(setNobody, () => undefined);
  }, [session]);
  return (
    <Entrance>
      <SpaceBetween size="m">
        {reason && <Alert type="info">{reason}</Alert>}
        {nobody && (
          <Alert type="info" header="Nobody can sign in yet">
            Open the one-time link that <Box variant="code">trigpoint up</Box> printed when it started. It makes the first
            administrator.
          </Alert>
        )}
        <Container header={<Header variant="h1">Sign in</Header>}>
          <SignInForm />
        </Container>
        <Box color="text-body-secondary">
          You are here to label data? <Link href="/">Go to the workers' portal</Link>
        </Box>
      </SpaceBetween>
    </Entrance>
  );
}
