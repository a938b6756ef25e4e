import type { ReactNode } from 'react';
import { MoreText, type Loader } from '../../shared/text';

const loader: Loader = {
  'zh-CN': () => import('../../text/code/zh-CN.json').then((text) => text.default),
  en: () => import('../../text/code/en.json').then((text) => text.default),
};

/** The words of managing a code and of its uses, which few people need at a time. */
export function CodeText({ children }: { children: ReactNode }) {
  return <MoreText loader={loader}>{children}</MoreText>;
}
