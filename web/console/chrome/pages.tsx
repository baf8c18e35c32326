import Pagination from "@cloudscape-design/components/pagination";
import { type ReactNode, useState } from "react";

export interface Pages {
  /** From 1. */
  page: number;
  /** Where the page begins; null at the beginning. */
  after: string | null;
  /** How many pages are known, when `next` goes on behind this one. */
  known: (next: string | null) => number;
  turn: (wanted: number, next: string | null) => void;
}

/** Pages of a list whose every page says where the next one begins. Another `list` is looked at from its beginning. */
export function usePages(list: string): Pages {
  const [place, setPlace] = useState<{ list: string; starts: readonly (string | null)[]; page: number }>({ list, starts: [null], page: 1 });
  const { starts, page } = place.list === list ? place : { starts: [null], page: 1 };
  return {
    page,
    after: starts[page - 1] ?? null,
    known: (next) => (next === null ? page : Math.max(starts.length, page + 1)),
    turn: (wanted, next) => {
      const walked = wanted === page + 1 && next !== null ? [...starts.slice(0, page), next] : starts;
      setPlace({ list, starts: walked, page: Math.max(1, Math.min(wanted, walked.length)) });
    },
  };
}

/** The control that turns pages. */
export function PageTurner({ pages, next, turned }: { pages: Pages; next: string | null; turned?: () => void }): ReactNode {
  return (
    <Pagination
      currentPageIndex={pages.page}
      pagesCount={pages.known(next)}
      openEnd={next !== null}
      onChange={({ detail }) => {
        pages.turn(detail.currentPageIndex, next);
        turned?.();
      }}
      ariaLabels={{ nextPageLabel: "Next page", previousPageLabel: "Previous page", pageLabel: (page) => `Page ${page}` }}
    />
  );
}
