export {
  type BlockBackend,
  type BlockFile,
  fileBlock,
  memoryBlock,
  overlayBlock,
  SECTOR_BYTES,
} from './backends/block.ts';
export type { Framebuffer, Picture, PixelFormat } from './backends/display.ts';
export {
  ERRNO,
  type Errno,
  FILE_TYPE,
  type FileChange,
  type FilePath,
  type FileSpace,
  type FileStat,
  type OpenFile,
  type OpenHow,
  type SharedFiles,
} from './backends/files.ts';
export { loopbackNet, type NetBackend, netCable } from './backends/net.ts';
export type { ShareBackend } from './backends/share.ts';
export { DEVICES } from './devices.ts';
export { DeviceError, ERRORS, type ErrorCode } from './errors.ts';
export { ByteRing } from './framework/byte-ring.ts';
export {
  type AnyDevice,
  type Device,
  type DeviceParts,
  type DeviceTimer,
  type DeviceType,
  defineDevice,
  type RegisterCallbacks,
  type StateSpecs,
} from './framework/define-device.ts';
export { DeviceLock } from './framework/device-lock.ts';
export { DeviceSet, type DeviceSnapshot, type DeviceWindow } from './framework/device-set.ts';
export type {
  ByteSink,
  ByteSource,
  DeviceClock,
  DeviceHost,
  DeviceMemory,
  TraceCategory,
  Wire,
} from './framework/host.ts';
export { DeviceInstance, type DevicePlace } from './framework/instance.ts';
export { checkOptions, type OptionSpec, type OptionSpecs, type OptionValues } from './framework/options.ts';
export { type DeviceConfig, type DevicePlan, planDevices, type WireConfig } from './framework/plan.ts';
export {
  type FieldPlace,
  type MapHead,
  type RegisterMap,
  type RegisterMode,
  type RegisterSpec,
  type RegisterSpecs,
  registerMap,
} from './framework/register-map.ts';
export { scanCode } from './input/key-codes.ts';
export {
  PS2_QUEUE,
  PS2_REGS,
  type Ps2Port,
  ps2HasRoom,
  ps2Key,
  ps2Move,
  ps2Reset,
  ps2Take,
  ps2Waiting,
  ps2Write,
} from './input/ps2.ts';
export { HARDWARE_SPINLOCK } from './interprocessor/hardware-spinlock.ts';
export { MAILBOX } from './interprocessor/mailbox.ts';
export { POWER_SWITCH } from './interprocessor/power-switch.ts';
export { REMOTE_START } from './interprocessor/remote-start.ts';
export { SHARED_TIMER } from './interprocessor/shared-timer.ts';
export { UART_MUX } from './interprocessor/uart-mux.ts';
export { serveFiles } from './nine-p/server.ts';
export type { PciBar } from './pci/bar.ts';
export {
  PCI_STATE,
  type PciCapability,
  type PciDevice,
  type PciFunction,
  pciBarAddress,
  pciConfigCallbacks,
  pciConfigRegister,
  pciInterrupt,
  pciReset,
} from './pci/function.ts';
export { MSI_CAPABILITY, MSI_STATE, msiEnabled, msiSet } from './pci/msi.ts';
export type { HostTcp, HostTcpEvents, HostUdp, UserNetHost } from './user-net/host.ts';
export { UserNet } from './user-net/user-net.ts';
export { virtioMmio } from './virtio/virtio-mmio.ts';
export { virtioPci } from './virtio/virtio-pci.ts';
