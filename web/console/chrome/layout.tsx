import AppLayout from "@cloudscape-design/components/app-layout";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Flashbar from "@cloudscape-design/components/flashbar";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import { type ReactNode, useEffect, useState } from "react";
import { later } from "../../pages/later";
import { useNarrow } from "../../pages/use-narrow";
import { colors, switchColors } from "../../pages/theme";
import type { Session } from "../client/session";
import { type Route, to } from "../routes";
import { useObservable, useServices } from "../services";
import { crumbsOf, sectionOf } from "./crumbs";
import logo from "../../pages/trigpoint.svg";

const PasswordDialog = later(() => import("../sign-in/password-dialog"));

/** What surrounds every page: bar, navigation, the way back, and notices. */
export function Layout({ session, route, children }: { session: Session; route: Route; children: ReactNode }): ReactNode {
  const { notices } = useServices();
  const shown = useObservable(notices.shown);
  const narrow = useNarrow();
  const [open, setOpen] = useState(!narrow);
  const crumbs = crumbsOf(route);
  const title = crumbs.at(-1)?.text ?? "Console";
  useEffect(() => {
    document.title = `${title} · Trigpoint`;
  }, [title]);
  useEffect(() => setOpen(!narrow), [narrow]);
  return (
    <>
      <div id="bar">
        <Bar session={session} />
      </div>
      <AppLayout
        headerSelector="#bar"
        toolsHide
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        maxContentWidth={1600}
        ariaLabels={{
          navigation: "Navigation",
          navigationClose: "Close the navigation",
          navigationToggle: "Open the navigation",
          notifications: "Notices",
        }}
        navigation={
          <SideNavigation
            header={{ text: "Console", href: to.jobs() }}
            activeHref={sectionOf(route)}
            onFollow={() => narrow && setOpen(false)}
            items={[
              { type: "link", text: "Labeling jobs", href: to.jobs() },
              { type: "link", text: "Workforces", href: to.workforces() },
              { type: "link", text: "Buckets", href: to.bucket("") },
              { type: "divider" },
              { type: "link", text: "Settings", href: to.settings() },
              { type: "link", text: "Workers' portal", href: "/", external: true, externalIconAriaLabel: "opens in a new tab" },
            ]}
          />
        }
        breadcrumbs={<BreadcrumbGroup items={crumbs} ariaLabel="Where you are" />}
        notifications={
          <Flashbar
            items={shown.map((notice) => ({
              ...notice,
              dismissible: true,
              dismissLabel: "Dismiss",
              onDismiss: () => notices.dismiss(notice.id),
            }))}
          />
        }
        content={children}
      />
    </>
  );
}

function Bar({ session }: { session: Session }): ReactNode {
  const { session: keeper } = useServices();
  const theme = useObservable(colors);
  const [changing, setChanging] = useState(false);
  const choose = (id: string) => {
    if (id === "password") setChanging(true);
    if (id === "out") void keeper.signOut();
    if (id === "everywhere") void keeper.signOut(true);
  };
  return (
    <>
      <TopNavigation
        identity={{ href: to.jobs(), title: "Trigpoint", logo: { src: logo, alt: "" } }}
        i18nStrings={{ overflowMenuTriggerText: "More", overflowMenuTitleText: "All" }}
        utilities={[
          {
            type: "button",
            text: theme === "dark" ? "Light colors" : "Dark colors",
            onClick: switchColors,
          },
          {
            type: "menu-dropdown",
            text: session.user.name,
            description: session.user.role,
            iconName: "user-profile",
            onItemClick: ({ detail }) => choose(detail.id),
            items: [
              { id: "password", text: "Change password" },
              { id: "out", text: "Sign out" },
              { id: "everywhere", text: "Sign out everywhere" },
            ],
          },
        ]}
      />
      {changing && <PasswordDialog close={() => setChanging(false)} />}
    </>
  );
}

