import { limitParts } from "../task/task-time";

const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** Every word that the portal says. A translation is another object of this shape. */
export const english = {
  product: "Trigpoint",
  close: "Close",
  cancel: "Cancel",
  confirm: "Confirm",
  loading: "Loading",
  tryAgain: "Try again",
  tryNow: "Try now",
  hello: (name: string) => `Hello, ${name}`,
  logOut: "Log out",
  language: "Language",
  useDark: "Use dark colors",
  useLight: "Use light colors",
  skipToContent: "Skip to content",

  unreachable: "The server cannot be reached.",
  notNow: "The server cannot save or load anything at the moment.",
  unreachableHint: "Check your connection. Nothing that you submitted is lost.",
  notDurable:
    "This browser gives the portal no storage, so unsent work would not survive a reload. " +
    "Another browser, or a window that is not private, is safer.",

  signIn: {
    title: "Sign in",
    intro: "Use the user name and password that your team's manager gave you.",
    username: "User name",
    password: "Password",
    submit: "Sign in",
    showPassword: "Show password",
    forgot: "Forgot your password?",
    forgotHelp: "Ask your team's manager: they can set a new temporary password for you.",
    needUsername: "Enter your user name.",
    needPassword: "Enter your password.",
    wrong: "The user name or password is not right.",
    again: "Sign in again",
    againIntro: "Your sign-in has ended. Your work is kept; sign in to go on where you are.",
    noticed: "Your sign-in has ended. Your work is kept in this browser.",
    somebodyElse: "Sign in as somebody else",
    wrongWorker: (name: string) => `Only ${name} can go on with this page.`,
  },

  password: {
    title: "Choose a new password",
    intro: "Your password is temporary. Choose your own to go on.",
    field: "New password",
    repeat: "New password again",
    submit: "Save password",
    rules: "The password needs",
    ruleMet: "met",
    ruleUnmet: "not met yet",
    length: "at least 8 characters",
    lower: "a lower-case letter",
    upper: "an upper-case letter",
    digit: "a digit",
    special: "a special character",
    same: "the same text in both fields",
  },

  jobs: {
    title: "Jobs",
    pageTitle: "Jobs",
    search: "Find jobs",
    clearSearch: "Clear search",
    start: "Start working",
    resume: "Resume working",
    refresh: "Refresh",
    taskTitle: "Task title",
    customer: "Customer ID",
    status: "Status",
    created: "Creation time",
    remaining: "Remaining",
    submitted: "Submitted",
    limit: "Time limit",
    available: "Available",
    paused: "Paused",
    inProgress: "In progress",
    waiting: "Waiting",
    noTask: "No task for you at the moment.",
    nextAt: (when: string) => `The next task may come ${when}.`,
    select: (title: string) => `Select ${title}`,
    table: "Jobs with work for you",
    none: "No jobs for you right now",
    noneHint: "New jobs appear here by themselves.",
    noMatch: "No job matches the search",
    choose: "Choose a job first.",
    changed: (n: number) => (n === 0 ? "No jobs available" : `${plural(n, "job", "jobs")} available`),
    count: (n: number) => `(${n})`,
    keys: "Arrow keys choose a job, Enter starts it.",
    stale: "The list could not be refreshed. Trying again.",
    pages: { next: "Next page", previous: "Previous page", page: (n: number) => `Page ${n}` },
    tasksLeft: (n: number) => plural(n, "task", "tasks"),
    sortedBy: (column: string, descending: boolean) =>
      `${column}, sorted ${descending ? "descending" : "ascending"}`,
  },

  finished: {
    title: "You have finished the available tasks of this job.",
    text: (reason: string | null) =>
      reason === null || reason === english.finished.title
        ? "More may come: refresh the list to see."
        : `${reason} Refresh the list to see whether there are more.`,
  },
  nothing: {
    title: "There is no task for you in this job at the moment.",
  },
  paused: {
    title: "Your task is paused.",
    text: "The task time goes on. Resume it before the time is over.",
  },
  left: {
    decline: "You declined the task. You will not see it again.",
    release: "You released the task. It is free for everybody on the team.",
  },

  kept: {
    sending: "Sending the answer that was kept in this browser …",
    sent: (title: string) => `Your answer to “${title}” was sent.`,
    refused: (title: string) => `Your kept answer to “${title}” was not taken.`,
  },

  task: {
    customer: "Customer ID:",
    description: "Task description:",
    time: "Task time:",
    of: (elapsed: string, limit: string) => `${elapsed} of ${limit}`,
    hideTime: "Hide task time",
    showTime: "Show task time",
    timeHidden: "hidden",
    limit: (seconds: number) => {
      const { amount, unit } = limitParts(seconds);
      const words = { second: "Sec", minute: "Min", hour: amount === 1 ? "hour" : "hours", day: "days" };
      return `${amount} ${words[unit]}`;
    },
    submitted: (n: number) => `${n} submitted in this job`,
    decline: "Decline task",
    release: "Release task",
    pause: "Stop and resume later",
    submit: "Submit",
    menu: "Task actions",
    frame: "Task",
    opening: "Opening the task",
    sending: "Sending your answer",
    soon: (left: string) => `80 percent of the task time is over: ${left} left.`,
    now: (left: string) => `The task time is nearly over: ${left} left.`,
    left: (seconds: number) =>
      seconds < 120 ? plural(seconds, "second", "seconds") : `${Math.round(seconds / 60)} minutes`,
    focusMode: "Focus mode (Ctrl+Shift+F)",
    leaveFocusMode: "Show the bar (Ctrl+Shift+F)",
    noAnswerYet: "The task page does not answer.",
    reload: "Reload the task",
    errorInPage: "The task page reports an error:",
    tooBig: "The answer is too big to be sent.",
    draftTooBig: "Your work on this task is too big to be kept while you work. Submit it before you leave.",
    wandered: "The task's page does not stay: it leads to another page. It will be opened again.",
    flooded:
      "The task's page was closed because it overwhelmed the portal. Reload the task, or decline it; what was kept of your work is still there.",
    dismiss: "Dismiss",
    openingFailed: "The task could not be opened.",
    backToJobs: "Back to jobs",
    unsent: (seconds: number, reached: boolean) =>
      (reached
        ? "The server cannot save anything at the moment. Your answer is kept in this browser and will " +
          "be sent again by itself. "
        : "There is no connection. Your answer is kept in this browser and will be sent as soon as the " +
          "server can be reached. ") + (seconds > 0 ? `Next try in ${seconds} s.` : "Trying now."),
    next: "Next task",
    flag: "Report a problem",
    flagKept: "Your report was sent to the people who manage this job. The task is still yours.",
    estimate: (minutes: number) =>
      minutes < 90 ? `about ${plural(minutes, "minute", "minutes")} left` : `about ${Math.round(minutes / 60)} hours left`,
    skipToTask: "Skip to the task",
    commands: "Find a command (Ctrl+K)",
  },

  ended: {
    "job-stopped": {
      title: "This job was stopped",
      text: "This job was stopped. Your work on this task was not counted.",
    },
    "lease-lost": {
      title: "This task is no longer yours",
      text: "The task was given back, and your answer to it was not counted.",
    },
    "already-answered": {
      title: "This task is already answered",
      text: "You answered this task before, perhaps in another window. That answer stays.",
    },
    "task-expired": {
      title: "The task time is over",
      text: "The time for this task ran out before an answer was submitted. The task is free again.",
    },
    other: { title: "The answer was not taken", text: "" },
  },

  decline: {
    title: "Decline task",
    text:
      "Decline a task that has a problem: a file that does not open, or a question that cannot be " +
      "answered. You will not see this task again, and your work on it is lost.",
    reason: "Reason (optional)",
    reasonHint: "Your team's manager can read it.",
    confirm: "Decline task",
  },
  release: {
    title: "Release task",
    text:
      "Your work on this task is lost. The task is free for everybody on the team, you included.",
    confirm: "Release task",
  },
  flag: {
    title: "Report a problem",
    text:
      "Tell the people who manage this job what is wrong with this task. You keep the task and can still submit it.",
    comment: "What is wrong?",
    confirm: "Send report",
    failed: "The report could not be sent. Check your connection and try again.",
  },
  pause: {
    title: "Stop and resume later",
    first: "The task stays yours, and your work on it is kept: it is there again when you resume.",
    second: (until: string) =>
      `The task time goes on. Resume before ${until}; after that the task is given to somebody ` +
      "else. The answers that you submitted are safe in any case.",
    dontShow: "Don't show this message again",
    failed: "That did not work. Check your connection and try again.",
  },

  /** What the server says in English, by its own words. */
  reasons: {
    "This job was stopped.": "This job was stopped.",
    "This job is finished.": "This job is finished.",
    "More tasks are being prepared.": "More tasks are being prepared.",
    "Other workers have the remaining tasks open; one may come free.":
      "Other workers have the remaining tasks open; one may come free.",
    "You have finished the available tasks of this job.": "You have finished the available tasks of this job.",
  },
};

/** Texts and functions of the same names and arguments; the texts themselves are free. */
type Translated<T> = T extends string
  ? string
  : T extends (...given: infer A) => string
    ? (...given: A) => string
    : { [K in keyof T]: Translated<T[K]> };

export type Messages = Translated<typeof english>;
