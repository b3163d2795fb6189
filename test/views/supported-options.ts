/** The options of each component that we mirror; a fixture that uses no others must render the same. */
interface Supported {
  options: string[];
  /** At least so many fixtures are compared: it only goes up. */
  floor: number;
}

const words = (list: string): string[] => list.trim().split(/\s+/);

export const supported: Record<string, Supported> = {
  'back-link': {
    floor: 7,
    options: words(`
      classes text html href attributes
    `),
  },
  breadcrumbs: {
    floor: 12,
    options: words(`
      items items[].text items[].href collapseOnMobile classes attributes items[].attributes items[].html
      labelText
    `),
  },
  button: {
    floor: 38,
    options: words(`
      text classes disabled href isStartButton name attributes type value html preventDoubleClick id
    `),
  },
  'character-count': {
    floor: 34,
    options: words(`
      name maxlength label label.text id hint hint.text errorMessage errorMessage.text value rows
      label.classes label.isPageHeading maxwords countType threshold textareaDescriptionText classes
      attributes formGroup formGroup.classes countMessage countMessage.classes spellcheck
      charactersUnderLimitText charactersUnderLimitText.other charactersUnderLimitText.one
      charactersAtLimitText charactersOverLimitText charactersOverLimitText.other
      charactersOverLimitText.one wordsUnderLimitText wordsUnderLimitText.other wordsUnderLimitText.one
      wordsAtLimitText wordsOverLimitText wordsOverLimitText.other wordsOverLimitText.one
    `),
  },
  checkboxes: {
    floor: 42,
    options: words(`
      name fieldset fieldset.legend fieldset.legend.text items items[].value items[].text hint hint.text
      idPrefix values items[].conditional items[].conditional.html items[].divider items[].behaviour
      items[].name items[].id items[].hint items[].hint.text fieldset.legend.classes
      fieldset.legend.isPageHeading errorMessage errorMessage.text formGroup formGroup.classes
      items[].checked classes items[].disabled fieldset.describedBy attributes items[].attributes
      items[].label items[].label.classes items[].html items[].label.attributes fieldset.classes
      fieldset.attributes fieldset.legend.html describedBy
    `),
  },
  'date-input': {
    floor: 50,
    options: words(`
      id fieldset fieldset.legend fieldset.legend.text hint hint.text day day.label month month.label
      year year.label values namePrefix day.name month.name year.name items items[].name items[].classes
      day.error month.error year.error day.classes month.classes year.classes items[].error errorMessage
      errorMessage.text classes attributes items[].pattern items[].inputmode items[].id items[].value
      year.value fieldset.describedBy fieldset.legend.html formGroup formGroup.classes
      items[].autocomplete items[].attributes
    `),
  },
  details: {
    floor: 10,
    options: words(`
      summaryText text id open html summaryHtml classes attributes
    `),
  },
  'error-message': {
    floor: 9,
    options: words(`
      text visuallyHiddenText html id classes attributes
    `),
  },
  'error-summary': {
    floor: 19,
    options: words(`
      titleText errorList errorList[].text errorList[].href descriptionText titleHtml descriptionHtml
      classes attributes errorList[].attributes errorList[].html disableAutoFocus
    `),
  },
  fieldset: {
    floor: 18,
    options: words(`
      legend legend.text legend.classes legend.isPageHeading html describedBy legend.html classes role
      attributes
    `),
  },
  'file-upload': {
    floor: 16,
    options: words(`
      name label label.text id hint hint.text errorMessage errorMessage.text label.classes
      label.isPageHeading multiple value attributes classes describedBy disabled formGroup
      formGroup.classes
    `),
  },
  'generic-header': {
    floor: 7,
    options: words(`
      logoText logoHtml containerClasses attributes classes url
    `),
  },
  hint: {
    floor: 6,
    options: words(`
      text html id classes attributes
    `),
  },
  input: {
    floor: 45,
    options: words(`
      label label.text name hint hint.text id errorMessage errorMessage.text classes label.classes
      label.isPageHeading prefix prefix.text suffix suffix.text value type describedBy attributes
      inputmode label.html prefix.html prefix.classes prefix.attributes suffix.html suffix.classes
      suffix.attributes inputWrapper inputWrapper.classes inputWrapper.attributes formGroup
      formGroup.classes autocomplete pattern spellcheck autocapitalize disabled
    `),
  },
  'inset-text': {
    floor: 6,
    options: words(`
      text html classes id attributes
    `),
  },
  label: {
    floor: 17,
    options: words(`
      text classes isPageHeading html for attributes
    `),
  },
  'notification-banner': {
    floor: 21,
    options: words(`
      text html type titleText titleHtml titleHeadingLevel titleId role classes attributes
      disableAutoFocus
    `),
  },
  pagination: {
    floor: 15,
    options: words(`
      previous previous.href next next.href items items[].number items[].href items[].current
      previous.text next.text items[].ellipsis previous.labelText next.labelText classes attributes
      landmarkLabel items[].visuallyHiddenText
    `),
  },
  panel: {
    floor: 19,
    options: words(`
      titleHtml html classes titleText actions actions.items actions.items[].text actions.items[].type
      actions.items[].href actions.items[].attributes text attributes headingLevel actions.classes
      actions.attributes actions.items[].classes
    `),
  },
  'password-input': {
    floor: 12,
    options: words(`
      label label.text name hint hint.text id errorMessage errorMessage.text label.classes
      label.isPageHeading classes value attributes describedBy autocomplete showPasswordText
      hidePasswordText showPasswordAriaLabelText hidePasswordAriaLabelText passwordShownAnnouncementText
      passwordHiddenAnnouncementText
    `),
  },
  radios: {
    floor: 43,
    options: words(`
      name fieldset fieldset.legend fieldset.legend.text items items[].value items[].text hint hint.text
      idPrefix classes items[].checked fieldset.legend.classes fieldset.legend.isPageHeading items[].html
      items[].divider items[].id items[].hint items[].hint.text errorMessage errorMessage.text
      items[].conditional items[].conditional.html formGroup formGroup.classes fieldset.describedBy
      attributes items[].attributes items[].label items[].label.classes items[].label.attributes
      fieldset.classes fieldset.attributes fieldset.legend.html value items[].disabled
    `),
  },
  select: {
    floor: 19,
    options: words(`
      name label label.text items items[].value items[].text items[].selected items[].disabled id hint
      hint.text errorMessage errorMessage.text label.classes label.isPageHeading classes describedBy
      attributes value items[].attributes formGroup formGroup.classes
    `),
  },
  'service-navigation': {
    floor: 33,
    options: words(`
      navigation navigation[].href navigation[].text navigation[].current navigation[].html serviceName
      serviceUrl navigation[].active classes collapseNavigationOnMobile attributes ariaLabel
      menuButtonText menuButtonLabel navigationLabel navigationClasses navigationId slots slots.end
      slots.end.align slots.end.html slots.start slots.navigationStart slots.navigationEnd
    `),
  },
  'skip-link': {
    floor: 9,
    options: words(`
      text href classes html attributes
    `),
  },
  'summary-list': {
    floor: 30,
    options: words(`
      rows rows[].key rows[].key.text rows[].value rows[].value.text rows[].value.html rows[].actions
      rows[].actions.items rows[].actions.items[].href rows[].actions.items[].text
      rows[].actions.items[].visuallyHiddenText classes rows[].classes card card.title card.title.text
      card.title.html card.actions card.actions.items card.actions.items[].text card.actions.items[].href
      attributes rows[].key.html rows[].key.classes rows[].actions.items[].html rows[].actions.classes
      rows[].actions.items[].attributes rows[].actions.items[].classes card.classes card.attributes
      rows[].value.classes card.title.headingLevel
    `),
  },
  table: {
    floor: 21,
    options: words(`
      rows rows[][].text rows[][].format head head[].text head[].format caption captionClasses
      firstCellIsHeader classes attributes head[].html rows[][].html head[].classes head[].rowspan
      head[].colspan head[].attributes rows[][].classes rows[][].rowspan rows[][].colspan
      rows[][].attributes
    `),
  },
  tabs: {
    floor: 14,
    options: words(`
      items items[].label items[].id items[].panel items[].panel.html items[].panel.text classes id title
      attributes items[].attributes items[].panel.attributes idPrefix
    `),
  },
  tag: {
    floor: 12,
    options: words(`
      text classes attributes html
    `),
  },
  'task-list': {
    floor: 11,
    options: words(`
      items items[].title items[].title.text items[].href items[].status items[].status.text
      items[].status.tag items[].status.tag.text items[].status.tag.classes items[].classes items[].hint
      items[].hint.text items[].status.classes classes items[].title.classes attributes
      items[].status.tag.attributes idPrefix items[].title.html items[].hint.html items[].status.html
      items[].status.tag.html
    `),
  },
  textarea: {
    floor: 18,
    options: words(`
      name label label.text id hint hint.text errorMessage errorMessage.text value rows label.classes
      label.isPageHeading classes attributes describedBy formGroup formGroup.classes autocomplete
      spellcheck
    `),
  },
  'warning-text': {
    floor: 8,
    options: words(`
      text iconFallbackText attributes classes html
    `),
  },
};
