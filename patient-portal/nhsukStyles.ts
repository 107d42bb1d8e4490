/**
 * nhsuk-frontend ships one style sheet with every component, a font from another host and absolute addresses of
 * pictures. This visitor, run by Lightning CSS over each sheet of ours, keeps the components that the portal uses.
 */
import type { CSSOptions } from 'vite'

const used = new Set(
  `back-link body body-l body-s button button-group caption caption-l checkboxes error-message error-summary
   fieldset form-group frontend-supported heading-l heading-m heading-s heading-xl hint input inset-text label
   label-wrapper link list main-wrapper notification-banner radios skip-link summary-list tag textarea u-visually-hidden
   warning-callout width-container`.split(/\s+/),
)

/** Browsers draw their own; nhsuk-frontend's needs a picture at an absolute address. */
const cancelButton = '-webkit-search-cancel-button'

/** `nhsuk-radios__input` and `nhsuk-button--secondary` belong to the blocks `radios` and `button`. */
function isUsed(selector: { type: string; name?: unknown }[]): boolean {
  return selector.every(({ type, name }) => {
    const block = type === 'class' && /^nhsuk-(.+?)(?:__|--|$)/.exec(String(name))?.[1]
    return block ? used.has(block) : name !== cancelButton
  })
}

export const onlyWhatWeUse: NonNullable<CSSOptions['lightningcss']>['visitor'] = {
  Rule: {
    'font-face': () => [],
    // A rule that is kept is not given back but left alone: not every value survives the way through JavaScript.
    style: ({ value }) => (value.selectors.some(isUsed) ? undefined : []),
  },
}
