import type { TaskPage } from "./task-page";

/**
 * Keeps native forms outside of crowd-form from leaving the task's page, after their own handlers have run.
 *
 * On a page without crowd-form their buttons are the only ones, so they submit the task.
 */
export function tameStrayForms(page: TaskPage): void {
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!event.isTrusted || event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    const place = event.submitter?.getAttribute("formtarget") ?? form.target;
    if (place !== "" && place !== "_self") return;
    event.preventDefault();
    if (page.owner === null) page.submit();
  });
}
