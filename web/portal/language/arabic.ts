import { limitParts } from "../task/task-time";
import type { Messages } from "./english";

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const rules = new Intl.PluralRules("ar");

/** The form that the number asks for, with the number in its place. */
const counted = (n: number, forms: Forms) => (forms[rules.select(n)] ?? forms.other).replace("#", String(n));

const TASKS: Forms = {
  zero: "لا مهام",
  one: "مهمة واحدة",
  two: "مهمتان",
  few: "# مهام",
  many: "# مهمة",
  other: "# مهمة",
};
const JOBS: Forms = { one: "عمل واحد متاح", two: "عملان متاحان", few: "# أعمال متاحة", other: "# عملًا متاحًا" };
const SECONDS: Forms = { one: "ثانية واحدة", two: "ثانيتان", few: "# ثوانٍ", other: "# ثانية" };
const MINUTES: Forms = { one: "دقيقة واحدة", two: "دقيقتان", few: "# دقائق", other: "# دقيقة" };
const HOURS: Forms = { one: "ساعة", two: "ساعتان", few: "# ساعات", other: "# ساعة" };
const DAYS: Forms = { one: "يوم", two: "يومان", few: "# أيام", other: "# يومًا" };

const finished = "لقد أنهيت المهام المتاحة في هذا العمل.";

export const arabic: Messages = {
  product: "Trigpoint",
  close: "إغلاق",
  cancel: "إلغاء",
  confirm: "تأكيد",
  loading: "جارٍ التحميل",
  tryAgain: "حاول مرة أخرى",
  tryNow: "حاول الآن",
  hello: (name) => `مرحبًا، ${name}`,
  logOut: "تسجيل الخروج",
  language: "اللغة",
  useDark: "استخدام الألوان الداكنة",
  useLight: "استخدام الألوان الفاتحة",
  skipToContent: "الانتقال إلى المحتوى",

  unreachable: "تعذر الوصول إلى الخادم.",
  notNow: "لا يستطيع الخادم حفظ أي شيء أو تحميله الآن.",
  unreachableHint: "تحقق من اتصالك. لم يضِع شيء مما أرسلته.",
  notDurable:
    "لا يمنح هذا المتصفح البوابة مساحة تخزين، لذلك لن يبقى العمل غير المرسل بعد إعادة التحميل. " +
    "متصفح آخر أو نافذة غير خاصة أكثر أمانًا.",

  signIn: {
    title: "تسجيل الدخول",
    intro: "استخدم اسم المستخدم وكلمة المرور اللذين أعطاك إياهما مدير فريقك.",
    username: "اسم المستخدم",
    password: "كلمة المرور",
    submit: "تسجيل الدخول",
    showPassword: "إظهار كلمة المرور",
    forgot: "هل نسيت كلمة المرور؟",
    forgotHelp: "اسأل مدير فريقك: يستطيع أن يضع لك كلمة مرور مؤقتة جديدة.",
    needUsername: "أدخل اسم المستخدم.",
    needPassword: "أدخل كلمة المرور.",
    wrong: "اسم المستخدم أو كلمة المرور غير صحيح.",
    again: "سجّل الدخول مرة أخرى",
    againIntro: "انتهى تسجيل دخولك. عملك محفوظ؛ سجّل الدخول لتتابع من حيث أنت.",
    noticed: "انتهى تسجيل دخولك. عملك محفوظ في هذا المتصفح.",
    somebodyElse: "تسجيل الدخول باسم شخص آخر",
    wrongWorker: (name) => `يمكن لـ ${name} وحده متابعة هذه الصفحة.`,
  },

  password: {
    title: "اختر كلمة مرور جديدة",
    intro: "كلمة مرورك مؤقتة. اختر كلمة خاصة بك للمتابعة.",
    field: "كلمة المرور الجديدة",
    repeat: "كلمة المرور الجديدة مرة أخرى",
    submit: "حفظ كلمة المرور",
    rules: "تحتاج كلمة المرور إلى",
    ruleMet: "متوفر",
    ruleUnmet: "غير متوفر بعد",
    length: "8 أحرف على الأقل",
    lower: "حرف صغير",
    upper: "حرف كبير",
    digit: "رقم",
    special: "رمز خاص",
    same: "النص نفسه في الحقلين",
  },

  jobs: {
    title: "الأعمال",
    pageTitle: "الأعمال",
    search: "البحث عن الأعمال",
    clearSearch: "مسح البحث",
    start: "ابدأ العمل",
    resume: "تابع العمل",
    refresh: "تحديث",
    taskTitle: "عنوان المهمة",
    customer: "رقم العميل",
    status: "الحالة",
    created: "وقت الإنشاء",
    remaining: "المتبقي",
    submitted: "المُرسل",
    limit: "الوقت المحدد",
    available: "متاح",
    paused: "متوقف مؤقتًا",
    inProgress: "قيد العمل",
    waiting: "في الانتظار",
    noTask: "لا توجد مهمة لك الآن.",
    nextAt: (when) => `قد تأتي المهمة التالية ${when}.`,
    select: (title) => `اختيار ${title}`,
    table: "أعمال فيها مهام لك",
    none: "لا توجد أعمال لك الآن",
    noneHint: "تظهر الأعمال الجديدة هنا تلقائيًا.",
    noMatch: "لا يوجد عمل يطابق البحث",
    choose: "اختر عملًا أولًا.",
    changed: (n) => (n === 0 ? "لا توجد أعمال متاحة" : counted(n, JOBS)),
    count: (n) => `(${n})`,
    keys: "مفاتيح الأسهم تختار عملًا، ومفتاح الإدخال يبدؤه.",
    stale: "تعذر تحديث القائمة. نحاول مرة أخرى.",
    pages: { next: "الصفحة التالية", previous: "الصفحة السابقة", page: (n) => `الصفحة ${n}` },
    tasksLeft: (n) => counted(n, TASKS),
    sortedBy: (column, descending) => `${column}، مرتب ${descending ? "تنازليًا" : "تصاعديًا"}`,
  },

  finished: {
    title: finished,
    text: (reason) =>
      reason === null || reason === finished
        ? "قد يأتي المزيد: حدّث القائمة لترى."
        : `${reason} حدّث القائمة لترى إن كان هناك المزيد.`,
  },
  nothing: {
    title: "لا توجد مهمة لك في هذا العمل الآن.",
  },
  paused: {
    title: "مهمتك متوقفة مؤقتًا.",
    text: "يستمر احتساب الوقت. تابعها قبل أن ينتهي.",
  },
  left: {
    decline: "لقد رفضت المهمة. لن تراها مرة أخرى.",
    release: "لقد حررت المهمة. وهي متاحة لكل أعضاء الفريق.",
  },

  kept: {
    sending: "جارٍ إرسال الإجابة المحفوظة في هذا المتصفح …",
    sent: (title) => `أُرسلت إجابتك عن «${title}».`,
    refused: (title) => `لم تُقبل إجابتك المحفوظة عن «${title}».`,
  },

  task: {
    customer: "رقم العميل:",
    description: "وصف المهمة:",
    time: "وقت المهمة:",
    of: (elapsed, limit) => `${elapsed} من ${limit}`,
    hideTime: "إخفاء وقت المهمة",
    showTime: "إظهار وقت المهمة",
    timeHidden: "مخفي",
    limit: (seconds) => {
      const { amount, unit } = limitParts(seconds);
      return counted(amount, { second: SECONDS, minute: MINUTES, hour: HOURS, day: DAYS }[unit]);
    },
    submitted: (n) => `أُرسل ${n} في هذا العمل`,
    decline: "رفض المهمة",
    release: "تحرير المهمة",
    pause: "التوقف والمتابعة لاحقًا",
    submit: "إرسال",
    menu: "إجراءات المهمة",
    frame: "المهمة",
    opening: "جارٍ فتح المهمة",
    sending: "جارٍ إرسال إجابتك",
    soon: (left) => `انقضى 80 بالمئة من وقت المهمة: بقي ${left}.`,
    now: (left) => `أوشك وقت المهمة على الانتهاء: بقي ${left}.`,
    left: (seconds) => (seconds < 120 ? counted(seconds, SECONDS) : counted(Math.round(seconds / 60), MINUTES)),
    focusMode: "وضع التركيز (Ctrl+Shift+F)",
    leaveFocusMode: "إظهار الشريط (Ctrl+Shift+F)",
    noAnswerYet: "صفحة المهمة لا تستجيب.",
    reload: "إعادة تحميل المهمة",
    errorInPage: "تبلغ صفحة المهمة عن خطأ:",
    tooBig: "الإجابة أكبر من أن تُرسل.",
    draftTooBig: "عملك في هذه المهمة أكبر من أن يُحفظ أثناء العمل. أرسله قبل أن تغادر.",
    wandered: "صفحة المهمة لا تبقى مكانها، بل تنتقل إلى صفحة أخرى. ستُفتح من جديد.",
    flooded: "أُغلقت صفحة المهمة لأنها أرهقت البوابة. أعد تحميل المهمة أو ارفضها؛ وما حُفظ من عملك ما زال موجودًا.",
    dismiss: "إخفاء",
    openingFailed: "تعذر فتح المهمة.",
    backToJobs: "العودة إلى الأعمال",
    unsent: (seconds, reached) =>
      (reached
        ? "لا يستطيع الخادم حفظ أي شيء الآن. إجابتك محفوظة في هذا المتصفح وستُرسل مرة أخرى تلقائيًا. "
        : "لا يوجد اتصال. إجابتك محفوظة في هذا المتصفح وستُرسل حالما يمكن الوصول إلى الخادم. ") +
      (seconds > 0 ? `المحاولة التالية بعد ${seconds} ث.` : "نحاول الآن."),
    next: "المهمة التالية",
    flag: "الإبلاغ عن مشكلة",
    flagKept: "أُرسل بلاغك إلى من يديرون هذا العمل. ما زالت المهمة لك.",
    estimate: (minutes) =>
      minutes < 90
        ? `بقي نحو ${counted(minutes, MINUTES)}`
        : `بقي نحو ${counted(Math.round(minutes / 60), HOURS)}`,
    skipToTask: "الانتقال إلى المهمة",
    commands: "البحث عن أمر (Ctrl+K)",
  },

  ended: {
    "job-stopped": {
      title: "أُوقف هذا العمل",
      text: "أُوقف هذا العمل. لم يُحتسب عملك على هذه المهمة.",
    },
    "lease-lost": {
      title: "لم تعد هذه المهمة لك",
      text: "أُعيدت المهمة، ولم تُحتسب إجابتك عنها.",
    },
    "already-answered": {
      title: "أُجيب عن هذه المهمة",
      text: "لقد أجبت عن هذه المهمة من قبل، ربما في نافذة أخرى. تبقى تلك الإجابة.",
    },
    "task-expired": {
      title: "انتهى وقت المهمة",
      text: "انتهى وقت هذه المهمة قبل إرسال إجابة. المهمة متاحة من جديد.",
    },
    other: { title: "لم تُقبل الإجابة", text: "" },
  },

  decline: {
    title: "رفض المهمة",
    text:
      "ارفض مهمة فيها مشكلة: ملف لا يُفتح، أو سؤال لا يمكن الإجابة عنه. " +
      "لن ترى هذه المهمة مرة أخرى، وسيضيع عملك عليها.",
    reason: "السبب (اختياري)",
    reasonHint: "يمكن لمدير فريقك قراءته.",
    confirm: "رفض المهمة",
  },
  release: {
    title: "تحرير المهمة",
    text: "سيضيع عملك على هذه المهمة. وتصبح متاحة لكل أعضاء الفريق، وأنت منهم.",
    confirm: "تحرير المهمة",
  },
  flag: {
    title: "الإبلاغ عن مشكلة",
    text: "أخبر من يديرون هذا العمل بما هو خطأ في هذه المهمة. تبقى المهمة لك ويمكنك إرسالها.",
    comment: "ما المشكلة؟",
    confirm: "إرسال البلاغ",
    failed: "تعذر إرسال البلاغ. تحقق من اتصالك وحاول مرة أخرى.",
  },
  pause: {
    title: "التوقف والمتابعة لاحقًا",
    first: "تبقى المهمة لك، ويُحفظ عملك عليها: تجده كما هو عندما تتابع.",
    second: (until) =>
      `يستمر احتساب الوقت. تابع قبل ${until}؛ بعد ذلك تُعطى المهمة لشخص آخر. ` +
      "ما أرسلته من إجابات محفوظ في كل الأحوال.",
    dontShow: "لا تُظهر هذه الرسالة مرة أخرى",
    failed: "لم ينجح ذلك. تحقق من اتصالك وحاول مرة أخرى.",
  },
  reasons: {
    "This job was stopped.": "أُوقف هذا العمل.",
    "This job is finished.": "انتهى هذا العمل.",
    "More tasks are being prepared.": "يجري إعداد مهام أخرى.",
    "Other workers have the remaining tasks open; one may come free.":
      "المهام المتبقية مفتوحة لدى عاملين آخرين؛ قد تتاح واحدة.",
    "You have finished the available tasks of this job.": finished,
  },
};
