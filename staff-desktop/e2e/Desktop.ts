/** The desktop app as a test has it in hand, whatever it runs in. */
import type { Page } from '@playwright/test'

export interface Desktop {
  page: Page
  kind: 'electron' | 'stand-in'
  /** Where the app may leave files; removed by `close`. */
  folder: string
  /** The notifications that were shown so far. */
  notifications(): Promise<{ title: string; body: string }[]>
  clickNotification(): Promise<void>
  /** The addresses that the system's browser was asked to open so far. */
  openedExternally(): Promise<string[]>
  /** Where the system's dialog saves from now on; null: it is cancelled. Before that in `folder`, as the file is called. */
  answerSaveDialog(path: string | null): Promise<void>
  emitPower(event: 'lock-screen' | 'suspend' | 'resume'): Promise<void>
  /** As when a `patientview-messages://` link is clicked while the app runs. */
  openLink(url: string): Promise<void>
  /** The window comes to the front, or goes behind another app's. */
  setFocused(focused: boolean): Promise<void>
  /** An IPC call as if it came from a frame at this address. */
  invokeFrom(frame: { url: string; top: boolean }, channel: string, ...words: unknown[]): Promise<unknown>
  /** What the window was really made with. */
  webPreferences(): Promise<Record<string, unknown>>
  /** Asks for a path of `app://messages/` as the page would, but past the page's policy. */
  fetchApp(url: string): Promise<{ status: number; headers: Record<string, string>; text: string }>
  close(): Promise<void>
}

/** Where an app is, and what it is started with. */
export interface Place {
  /** The folder with the app's package.json. */
  app: string
  folder: string
  env: NodeJS.ProcessEnv
  link: string | undefined
}
