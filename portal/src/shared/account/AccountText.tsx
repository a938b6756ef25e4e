import type { ReactNode } from 'react';
import { MoreText, type Loader } from '../text';
import './account.css';

const loader: Loader = {
  'zh-CN': () => import('../../text/account/zh-CN.json').then((text) => text.default),
  en: () => import('../../text/account/en.json').then((text) => text.default),
};

/** The words of sign-in steps and of the own account, which few people need at a time. */
export function AccountText({ children }: { children: ReactNode }) {
  return <MoreText loader={loader}>{children}</MoreText>;
}
