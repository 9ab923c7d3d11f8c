import { describe, expect, it } from 'vitest';
import { QUICK_APPEND_PC, tuttiCommand } from '../src/lab/emulators.ts';
import { guestFile, initrdWith, labScript } from '../src/lab/guest-programs.ts';
import { runGuest, whyBad } from '../src/lab/guest-run.ts';
import { SharedFolder } from './sharing.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_SECONDS = 300;
const MARGIN_MS = 10_000;
const MODULES = ['e1000', 'virtio_pci', 'virtio_net', '9pnet_virtio', '9p'];

/** Driver and address of a network card, an address by DHCP, and an answer from the network's gateway. */
const network = (card: string): string[] => [
  `ip link set ${card} up`,
  `echo "${card} $(basename $(readlink /sys/class/net/${card}/device/driver)) $(cat /sys/class/net/${card}/address)"`,
  `udhcpc -i ${card} -n -q -f -s /bin/true 2>&1 | grep obtained | sed "s/.*lease of/${card} has/"`,
  `ip addr add 10.0.2.15/24 dev ${card}; ping -c 1 10.0.2.2 | sed -n "s/.*1 packets received/${card} hears/p"`,
  `ip addr flush dev ${card}; ip link set ${card} down`,
];

const SAYS = [
  'eth0 e1000 52:54:00:12:34:57',
  /eth0 has 10\.0\.2\.15/,
  /eth0 hears/,
  'eth1 virtio_net 52:54:00:12:34:56',
  /eth1 has 10\.0\.2\.15/,
  /eth1 hears/,
  ...SharedFolder.SAYS,
];

describe("the kernel's own drivers on pc, 32-bit with PAE paging", () => {
  const file = testFolder();

  it(
    'use both network cards and a shared folder in one boot',
    async () => {
      const folder = new SharedFolder(file('shared'));
      const script = labScript([...network('eth0'), ...network('eth1'), ...SharedFolder.SCRIPT]);
      const guest = {
        board: 'pc',
        cores: 1,
        memory: '256M',
        kernel: guestFile('i386-pae', 'vmlinux'),
        initrd: initrdWith('i386-pae', [script], file('.'), 'initramfs.cpio.gz'),
        append: `${QUICK_APPEND_PC} guest.script=/lab.sh guest.mod=${MODULES.join(',')}`,
      };
      const networks = ['--nic', 'user,if=e1000', '--nic', 'user,if=virtio'];
      const shares = ['--virtfs', `${folder.option.path},tag=${folder.option.tag}`];
      const command = tuttiCommand(guest, ['--threads', '1', ...networks, ...shares]);
      const run = await runGuest({ ...command, timeoutSeconds: TIMEOUT_SECONDS });
      expect(whyBad(run, 1)).toBeUndefined();
      const text = run.text.replaceAll('\r', '');
      for (const line of SAYS) expect(text).toMatch(line);
      expect(text).not.toContain('GUEST-MODULE-FAILED');
      expect(folder.written()).toBe(true);
    },
    TIMEOUT_SECONDS * 1000 + MARGIN_MS,
  );
});
