import { limitParts } from "../task/task-time";
import type { Messages } from "./english";

const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const finished = "Sie haben die verfügbaren Aufgaben dieses Auftrags erledigt.";

export const german: Messages = {
  product: "Trigpoint",
  close: "Schließen",
  cancel: "Abbrechen",
  confirm: "Bestätigen",
  loading: "Wird geladen",
  tryAgain: "Noch einmal versuchen",
  tryNow: "Jetzt versuchen",
  hello: (name) => `Hallo, ${name}`,
  logOut: "Abmelden",
  language: "Sprache",
  useDark: "Dunkle Farben verwenden",
  useLight: "Helle Farben verwenden",
  skipToContent: "Zum Inhalt springen",

  unreachable: "Der Server ist nicht erreichbar.",
  notNow: "Der Server kann im Moment nichts speichern oder laden.",
  unreachableHint: "Prüfen Sie Ihre Verbindung. Nichts, was Sie abgesendet haben, ist verloren.",
  notDurable:
    "Dieser Browser gibt dem Portal keinen Speicher; nicht gesendete Arbeit würde ein Neuladen nicht überstehen. " +
    "Ein anderer Browser oder ein Fenster, das nicht privat ist, ist sicherer.",

  signIn: {
    title: "Anmelden",
    intro: "Verwenden Sie den Benutzernamen und das Passwort, die Sie von der Leitung Ihres Teams bekommen haben.",
    username: "Benutzername",
    password: "Passwort",
    submit: "Anmelden",
    showPassword: "Passwort zeigen",
    forgot: "Passwort vergessen?",
    forgotHelp: "Fragen Sie die Leitung Ihres Teams: Sie kann ein neues vorläufiges Passwort für Sie setzen.",
    needUsername: "Geben Sie Ihren Benutzernamen ein.",
    needPassword: "Geben Sie Ihr Passwort ein.",
    wrong: "Benutzername oder Passwort stimmt nicht.",
    again: "Wieder anmelden",
    againIntro: "Ihre Anmeldung ist abgelaufen. Ihre Arbeit ist gesichert; melden Sie sich an, um weiterzumachen.",
    noticed: "Ihre Anmeldung ist abgelaufen. Ihre Arbeit ist in diesem Browser gesichert.",
    somebodyElse: "Als jemand anders anmelden",
    wrongWorker: (name) => `Nur ${name} kann auf dieser Seite weitermachen.`,
  },

  password: {
    title: "Wählen Sie ein neues Passwort",
    intro: "Ihr Passwort ist vorläufig. Wählen Sie ein eigenes, um weiterzumachen.",
    field: "Neues Passwort",
    repeat: "Neues Passwort noch einmal",
    submit: "Passwort speichern",
    rules: "Das Passwort braucht",
    ruleMet: "erfüllt",
    ruleUnmet: "noch nicht erfüllt",
    length: "mindestens 8 Zeichen",
    lower: "einen Kleinbuchstaben",
    upper: "einen Großbuchstaben",
    digit: "eine Ziffer",
    special: "ein Sonderzeichen",
    same: "denselben Text in beiden Feldern",
  },

  jobs: {
    title: "Aufträge",
    pageTitle: "Aufträge",
    search: "Aufträge finden",
    clearSearch: "Suche leeren",
    start: "Arbeit beginnen",
    resume: "Arbeit fortsetzen",
    refresh: "Aktualisieren",
    taskTitle: "Titel der Aufgabe",
    customer: "Kundennummer",
    status: "Status",
    created: "Erstellt",
    remaining: "Übrig",
    submitted: "Abgesendet",
    limit: "Zeit",
    available: "Verfügbar",
    paused: "Angehalten",
    inProgress: "In Arbeit",
    waiting: "Wartet",
    noTask: "Im Moment keine Aufgabe für Sie.",
    nextAt: (when) => `Die nächste Aufgabe kommt vielleicht ${when}.`,
    select: (title) => `${title} auswählen`,
    table: "Aufträge mit Arbeit für Sie",
    none: "Zurzeit keine Aufträge für Sie",
    noneHint: "Neue Aufträge erscheinen hier von selbst.",
    noMatch: "Kein Auftrag passt zur Suche",
    choose: "Wählen Sie zuerst einen Auftrag.",
    changed: (n) => (n === 0 ? "Keine Aufträge verfügbar" : `${plural(n, "Auftrag", "Aufträge")} verfügbar`),
    count: (n) => `(${n})`,
    keys: "Pfeiltasten wählen einen Auftrag, Eingabe beginnt ihn.",
    stale: "Die Liste konnte nicht aktualisiert werden. Es wird weiter versucht.",
    pages: { next: "Nächste Seite", previous: "Vorige Seite", page: (n) => `Seite ${n}` },
    tasksLeft: (n) => plural(n, "Aufgabe", "Aufgaben"),
    sortedBy: (column, descending) => `${column}, ${descending ? "absteigend" : "aufsteigend"} sortiert`,
  },

  finished: {
    title: finished,
    text: (reason) =>
      reason === null || reason === finished
        ? "Vielleicht kommen noch mehr: Aktualisieren Sie die Liste, um es zu sehen."
        : `${reason} Aktualisieren Sie die Liste, um zu sehen, ob es weitere gibt.`,
  },
  nothing: {
    title: "In diesem Auftrag ist im Moment keine Aufgabe für Sie.",
  },
  paused: {
    title: "Ihre Aufgabe ist angehalten.",
    text: "Die Zeit läuft weiter. Setzen Sie die Aufgabe fort, bevor sie um ist.",
  },
  left: {
    decline: "Sie haben die Aufgabe abgelehnt. Sie sehen sie nicht wieder.",
    release: "Sie haben die Aufgabe freigegeben. Alle im Team können sie bekommen.",
  },

  kept: {
    sending: "Die in diesem Browser gesicherte Antwort wird gesendet …",
    sent: (title) => `Ihre Antwort auf „${title}“ wurde gesendet.`,
    refused: (title) => `Ihre gesicherte Antwort auf „${title}“ wurde nicht angenommen.`,
  },

  task: {
    customer: "Kundennummer:",
    description: "Beschreibung:",
    time: "Zeit:",
    of: (elapsed, limit) => `${elapsed} von ${limit}`,
    hideTime: "Zeit ausblenden",
    showTime: "Zeit zeigen",
    timeHidden: "verborgen",
    limit: (seconds) => {
      const { amount, unit } = limitParts(seconds);
      const words = { second: "s", minute: "min", hour: amount === 1 ? "Stunde" : "Stunden", day: "Tage" };
      return `${amount} ${words[unit]}`;
    },
    submitted: (n) => `${n} in diesem Auftrag abgesendet`,
    decline: "Aufgabe ablehnen",
    release: "Aufgabe freigeben",
    pause: "Anhalten und später weiter",
    submit: "Absenden",
    menu: "Aktionen",
    frame: "Aufgabe",
    opening: "Die Aufgabe wird geöffnet",
    sending: "Ihre Antwort wird gesendet",
    soon: (left) => `80 Prozent der Zeit sind um: noch ${left}.`,
    now: (left) => `Die Zeit ist fast um: noch ${left}.`,
    left: (seconds) =>
      seconds < 120 ? plural(seconds, "Sekunde", "Sekunden") : `${Math.round(seconds / 60)} Minuten`,
    focusMode: "Fokusmodus (Strg+Umschalt+F)",
    leaveFocusMode: "Leiste zeigen (Strg+Umschalt+F)",
    noAnswerYet: "Die Seite der Aufgabe antwortet nicht.",
    reload: "Aufgabe neu laden",
    errorInPage: "Die Seite der Aufgabe meldet einen Fehler:",
    tooBig: "Die Antwort ist zu groß, um gesendet zu werden.",
    draftTooBig:
      "Ihre Arbeit an dieser Aufgabe ist zu groß, um nebenher gesichert zu werden. Senden Sie sie ab, bevor Sie gehen.",
    wandered: "Die Seite der Aufgabe bleibt nicht: Sie führt auf eine andere Seite. Sie wird erneut geöffnet.",
    flooded:
      "Die Seite der Aufgabe wurde geschlossen, weil sie das Portal überlastet hat. Laden Sie die Aufgabe neu oder lehnen Sie sie ab; was von Ihrer Arbeit gesichert war, ist noch da.",
    dismiss: "Ausblenden",
    openingFailed: "Die Aufgabe konnte nicht geöffnet werden.",
    backToJobs: "Zurück zu den Aufträgen",
    unsent: (seconds, reached) =>
      (reached
        ? "Der Server kann im Moment nichts speichern. Ihre Antwort ist in diesem Browser gesichert und wird " +
          "von selbst noch einmal gesendet. "
        : "Es gibt keine Verbindung. Ihre Antwort ist in diesem Browser gesichert und wird gesendet, sobald der " +
          "Server erreichbar ist. ") + (seconds > 0 ? `Nächster Versuch in ${seconds} s.` : "Wird gerade versucht."),
    next: "Nächste Aufgabe",
    flag: "Problem melden",
    flagKept: "Ihre Meldung ist bei denen, die diesen Auftrag leiten. Die Aufgabe gehört weiter Ihnen.",
    estimate: (minutes) =>
      minutes < 90 ? `noch etwa ${plural(minutes, "Minute", "Minuten")}` : `noch etwa ${Math.round(minutes / 60)} Stunden`,
    skipToTask: "Zur Aufgabe springen",
    commands: "Befehl finden (Strg+K)",
  },

  ended: {
    "job-stopped": {
      title: "Dieser Auftrag wurde beendet",
      text: "Dieser Auftrag wurde beendet. Ihre Arbeit an dieser Aufgabe wurde nicht gezählt.",
    },
    "lease-lost": {
      title: "Diese Aufgabe gehört nicht mehr Ihnen",
      text: "Die Aufgabe wurde zurückgegeben, und Ihre Antwort darauf wurde nicht gezählt.",
    },
    "already-answered": {
      title: "Diese Aufgabe ist schon beantwortet",
      text: "Sie haben diese Aufgabe schon beantwortet, vielleicht in einem anderen Fenster. Jene Antwort bleibt.",
    },
    "task-expired": {
      title: "Die Zeit ist um",
      text: "Die Zeit für diese Aufgabe war um, bevor eine Antwort abgesendet wurde. Die Aufgabe ist wieder frei.",
    },
    other: { title: "Die Antwort wurde nicht angenommen", text: "" },
  },

  decline: {
    title: "Aufgabe ablehnen",
    text:
      "Lehnen Sie eine Aufgabe ab, mit der etwas nicht stimmt: eine Datei, die sich nicht öffnet, oder eine Frage, " +
      "die nicht zu beantworten ist. Sie sehen die Aufgabe nicht wieder, und Ihre Arbeit daran geht verloren.",
    reason: "Grund (freiwillig)",
    reasonHint: "Die Leitung Ihres Teams kann ihn lesen.",
    confirm: "Aufgabe ablehnen",
  },
  release: {
    title: "Aufgabe freigeben",
    text: "Ihre Arbeit an dieser Aufgabe geht verloren. Alle im Team können sie bekommen, auch Sie selbst.",
    confirm: "Aufgabe freigeben",
  },
  flag: {
    title: "Problem melden",
    text:
      "Sagen Sie denen, die diesen Auftrag leiten, was mit der Aufgabe nicht stimmt. Sie behalten die Aufgabe und " +
      "können sie weiter absenden.",
    comment: "Was stimmt nicht?",
    confirm: "Meldung senden",
    failed: "Die Meldung konnte nicht gesendet werden. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
  },
  pause: {
    title: "Anhalten und später weiter",
    first: "Die Aufgabe bleibt Ihre, und Ihre Arbeit daran ist gesichert: Sie ist wieder da, wenn Sie fortsetzen.",
    second: (until) =>
      `Die Zeit läuft weiter. Setzen Sie vor ${until} fort; danach bekommt jemand anders die Aufgabe. ` +
      "Was Sie abgesendet haben, ist auf jeden Fall sicher.",
    dontShow: "Diesen Hinweis nicht wieder zeigen",
    failed: "Das hat nicht geklappt. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
  },
  reasons: {
    "This job was stopped.": "Dieser Auftrag wurde beendet.",
    "This job is finished.": "Dieser Auftrag ist fertig.",
    "More tasks are being prepared.": "Weitere Aufgaben werden vorbereitet.",
    "Other workers have the remaining tasks open; one may come free.":
      "Andere haben die übrigen Aufgaben offen; vielleicht wird eine frei.",
    "You have finished the available tasks of this job.": finished,
  },
};
