import { el, type Html } from './markup.ts';

/** The switch between the languages of a page; it works without the page's program. */
export function languageChoice(chosen: 'en' | 'ko'): Html {
  return el(
    'fieldset',
    {},
    el('legend', {}, 'Language · ', el('span', { lang: 'ko' }, '언어')),
    choice('en', 'English', chosen),
    choice('ko', '한국어', chosen),
  );
}

function choice(language: 'en' | 'ko', name: string, chosen: 'en' | 'ko'): Html {
  const id = `lang-${language}`;
  const input = el('input', { type: 'radio', name: 'lang', id, value: language, ...(language === chosen ? { checked: true } : {}) });
  return el('label', { for: id, lang: language }, input, ' ', name);
}
