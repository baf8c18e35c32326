import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";

/** Keeps the console standing when one page falls, or cannot be fetched (a new version has been installed). */
export class PageGuard extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { fault: Error } {
    return { fault };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <Alert
        type="error"
        header="This page cannot be shown"
        action={<Button onClick={() => location.reload()}>Load the page anew</Button>}
      >
        {this.state.fault.message} What you had typed into a new labeling job is kept.
      </Alert>
    );
  }
}
