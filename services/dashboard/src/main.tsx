import './style/page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepScroll } from './address/kept-scroll.ts';
import { LivePage } from './page/live-page.tsx';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no element with the id "page".');
keepScroll();
createRoot(page).render(
  <StrictMode>
    <LivePage />
  </StrictMode>,
);
