import { css } from "lit";

export const formStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .plain {
    font: 400 14px/22px var(--tp-font);
    color: var(--tp-text);
  }
  #footerContainer {
    position: sticky;
    bottom: 0;
    z-index: 20;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 8px 16px;
    padding: 10px 16px;
    border-top: 1px solid var(--tp-divider);
    background: var(--tp-surface);
  }
  #footerContainer.bare {
    position: static;
    padding: 0;
    border: 0;
  }
  #actionsContainer {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  #actionsContainer .button {
    min-width: 120px;
  }
  .hint {
    color: var(--tp-text-faint);
    font: 400 12px/16px var(--tp-font);
  }
  .message {
    display: flex;
    flex: 1 1 240px;
    gap: 8px;
    align-items: flex-start;
    color: var(--tp-error);
    font: 700 14px/20px var(--tp-font);
  }
  .message .icon {
    flex: none;
    margin-top: 2px;
  }
  @container (max-width: 480px) {
    .hint {
      display: none;
    }
    #actionsContainer,
    #actionsContainer awsui-button,
    #actionsContainer .button {
      width: 100%;
    }
  }
`;
