/** The small dialog before something that cannot be undone. */
import type { ComponentChildren } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { plainText, Text } from './mrkdwn-view.tsx';
import { type Ask, AskContext } from './surroundings.ts';

type Question = { asked: Parameters<Ask>[0]; answer(isYes: boolean): void };

export function AskAround({ children }: { children: ComponentChildren }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const ask: Ask = useCallback(
    (asked) =>
      new Promise((resolve) => {
        const answer = (isYes: boolean) => {
          setQuestion(null);
          resolve(isYes);
        };
        setQuestion({ asked, answer });
      }),
    [],
  );
  return (
    <AskContext.Provider value={ask}>
      {children}
      {question && <QuestionDialog {...question} />}
    </AskContext.Provider>
  );
}

/** The browser's own dialog: it keeps the focus in, answers Esc, and gives the focus back. */
function QuestionDialog({ asked, answer }: Question) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="question"
      role="alertdialog"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h2 id="question-title">{plainText(asked.title)}</h2>
      <div id="question-text">
        <Text text={asked.text} />
      </div>
      <div class="question-buttons">
        <button type="button" class="button" onClick={() => answer(false)}>
          {plainText(asked.deny)}
        </button>
        <button type="button" class={`button ${asked.style ?? 'primary'}`} onClick={() => answer(true)}>
          {plainText(asked.confirm)}
        </button>
      </div>
    </dialog>
  );
}
