import { ConfigProvider, type ThemeConfig } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useText } from '../shared/text';

const THEME: ThemeConfig = {
  token: {
    colorPrimary: '#0f6b66',
    colorInfo: '#0f6b66',
    colorError: '#b42318',
    colorText: '#1b2523',
    colorTextPlaceholder: '#66716e',
    borderRadius: 6,
    fontFamily: 'var(--font)',
    lineHeight: 1.6,
    motion: false,
  },
};

/** Ant Design in the look of the platform and the language of the reader. */
export function Look({ children }: { children: ReactNode }) {
  const { language } = useText();
  return (
    <ConfigProvider
      theme={THEME}
      locale={language === 'en' ? enGB : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      {children}
    </ConfigProvider>
  );
}
