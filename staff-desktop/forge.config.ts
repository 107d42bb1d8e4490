import { MakerDeb } from '@electron-forge/maker-deb'
import { MakerSquirrel } from '@electron-forge/maker-squirrel'
import { MakerZIP } from '@electron-forge/maker-zip'
import { FusesPlugin } from '@electron-forge/plugin-fuses'
import { VitePlugin } from '@electron-forge/plugin-vite'
import type { ForgeConfig } from '@electron-forge/shared-types'
import { FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses'

const name = 'PatientView Messages'
/** Without a space: also the file name of the deb package and the link in /usr/bin. */
const executableName = 'patientview-messages'
const scheme = 'patientview-messages'

/** What the binary can no longer be talked into. All are named, so that a new one must be decided on. */
export const fuses: FuseV1Config = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
}

const config: ForgeConfig = {
  packagerConfig: {
    name,
    executableName,
    appBundleId: 'org.patientview.messages',
    asar: true,
    protocols: [{ name, schemes: [scheme] }],
  },
  makers: [
    new MakerSquirrel({ name: 'PatientViewMessages', exe: `${executableName}.exe` }),
    new MakerZIP({}, ['darwin', 'win32', 'linux']),
    new MakerDeb({
      options: {
        name: executableName,
        bin: executableName,
        productName: name,
        genericName: 'Messages between patients and staff',
        section: 'net',
        mimeType: [`x-scheme-handler/${scheme}`],
      },
    }),
  ],
  plugins: [
    new VitePlugin({
      build: [
        { entry: 'src/main/main.ts', config: 'vite.main.config.ts', target: 'main' },
        { entry: 'src/preload/preload.ts', config: 'vite.preload.config.ts', target: 'preload' },
      ],
      renderer: [{ name: 'renderer', config: 'vite.renderer.config.ts' }],
    }),
    new FusesPlugin(fuses),
  ],
}

export default config
