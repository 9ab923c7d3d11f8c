/*
 * Messages between two kernels on one board, from user space: `link NAME SIDE MESSAGES`, on both sides at once with SIDE 0 and 1.
 *
 * The board shows both kernels a PCI function (1af4:10f4) with the registers of a mailbox in range 0 and shared memory in range 2. The driver
 * uio_pci_generic passes its interrupt on: read() of the device file sleeps until the other side rings. There is no time limit and no look
 * at memory without an interrupt, so a doorbell that is lost is a test that hangs.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RING = 0x00 / 4, PENDING = 0x04 / 4, ENABLE = 0x08 / 4 }; /* registers of a mailbox's side, in words */
enum { SLOTS = 32, WORDS = 15, REGISTERS_BYTES = 0x1000, MEMORY_BYTES = 0x100000 };
enum { COMMAND = 4, COMMAND_NO_INTERRUPT = 0x400 };

struct message {
    uint32_t sequence, words, sum, word[WORDS];
};

/* One direction. Words of the two writers lie on lines of their own. */
struct lane {
    uint32_t published, pad1[15];
    uint32_t taken, pad2[15];
    struct message slot[SLOTS];
};

struct shared {
    uint32_t ready[2][16];
    struct lane lane[2];
};

static volatile uint32_t *mailbox;
static volatile struct shared *shared;
static int config, device;
static unsigned interrupts;

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static int open_in(const char *folder, const char *file, int flags)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(path, flags);
    if (fd < 0)
        fail(path);
    return fd;
}

/* The folder of the function under /sys/bus/pci/devices, and its device file. */
static void find(char *folder, size_t size)
{
    static const char *const devices = "/sys/bus/pci/devices";
    DIR *list = opendir(devices);
    if (!list)
        fail(devices);
    for (struct dirent *entry; (entry = readdir(list));) {
        char path[300], vendor[16] = "", kind[16] = "";
        snprintf(path, sizeof path, "%s/%s", devices, entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        int fd = open_in(path, "vendor", O_RDONLY);
        if (read(fd, vendor, sizeof vendor - 1) < 0)
            fail(path);
        close(fd);
        fd = open_in(path, "device", O_RDONLY);
        if (read(fd, kind, sizeof kind - 1) < 0)
            fail(path);
        close(fd);
        if (strcmp(vendor, "0x1af4\n") == 0 && strcmp(kind, "0x10f4\n") == 0) {
            snprintf(folder, size, "%s", path);
            closedir(list);
            return;
        }
    }
    fprintf(stderr, "no PCI function 1af4:10f4\n");
    exit(2);
}

static volatile void *map(const char *folder, const char *range, size_t bytes)
{
    int fd = open_in(folder, range, O_RDWR | O_SYNC);
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        fail(range);
    close(fd);
    return at;
}

/* Sleep until the other side rings. What is rung from now on asks for another interrupt. */
static void wait_for_ring(void)
{
    uint16_t command;
    uint32_t count;
    if (pread(config, &command, 2, COMMAND) != 2)
        fail("config");
    command &= ~COMMAND_NO_INTERRUPT;
    if (pwrite(config, &command, 2, COMMAND) != 2)
        fail("config");
    if (read(device, &count, sizeof count) != sizeof count)
        fail("uio");
    mailbox[PENDING] = ~0u;
    __sync_synchronize();
    interrupts++;
}

static void ring(void)
{
    __sync_synchronize();
    mailbox[RING] = 1;
}

static uint32_t mix(uint32_t h, uint32_t word)
{
    h = (h ^ word) * 16777619u;
    return h ^ (h >> 15);
}

/* Length and content follow from sender and number, so the other side knows both. */
static uint32_t length_of(int side, uint32_t n) { return 1 + mix(side + 1, n) % WORDS; }
static uint32_t content(int side, uint32_t n, uint32_t i) { return mix(mix(0x811c9dc5u + side, n), i); }

static void publish(int side, uint32_t n)
{
    volatile struct lane *lane = &shared->lane[side];
    volatile struct message *m = &lane->slot[n % SLOTS];
    uint32_t sum = n;
    m->sequence = n;
    m->words = length_of(side, n);
    for (uint32_t i = 0; i < m->words; i++) {
        uint32_t word = content(side, n, i);
        m->word[i] = word;
        sum = mix(sum, word);
    }
    m->sum = sum;
    __sync_synchronize();
    lane->published = n + 1;
}

/* @returns 1 when message n is not what was sent */
static unsigned take(int from, uint32_t n)
{
    volatile struct lane *lane = &shared->lane[from];
    volatile struct message *m = &lane->slot[n % SLOTS];
    uint32_t sum = n;
    unsigned wrong = m->sequence != n || m->words != length_of(from, n);
    for (uint32_t i = 0; !wrong && i < m->words; i++) {
        uint32_t word = m->word[i];
        wrong |= word != content(from, n, i);
        sum = mix(sum, word);
    }
    wrong |= m->sum != sum;
    __sync_synchronize();
    lane->taken = n + 1;
    return wrong;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: link NAME SIDE MESSAGES\n");
        return 2;
    }
    const int side = atoi(argv[2]), other = 1 - side;
    const uint32_t count = strtoul(argv[3], NULL, 0);
    char folder[300];
    find(folder, sizeof folder);
    mailbox = map(folder, "resource0", REGISTERS_BYTES);
    shared = map(folder, "resource2", MEMORY_BYTES);
    config = open_in(folder, "config", O_RDWR);
    device = open("/dev/uio0", O_RDWR);
    if (device < 0)
        fail("/dev/uio0");

    mailbox[ENABLE] = 1;
    shared->ready[side][0] = 1;
    ring();
    while (!shared->ready[other][0])
        wait_for_ring();

    volatile struct lane *out = &shared->lane[side], *in = &shared->lane[other];
    uint32_t sent = 0, received = 0;
    unsigned errors = 0;
    while (received < count || out->taken < count) {
        uint32_t before = sent + received;
        while (sent < count && sent - out->taken < SLOTS)
            publish(side, sent++);
        __sync_synchronize();
        while (received < in->published) {
            __sync_synchronize();
            errors += take(other, received++);
        }
        if (sent + received != before)
            ring();
        else
            wait_for_ring();
    }
    mailbox[ENABLE] = 0;
    printf("LINK %s sent %u received %u wrong %u interrupts %u\n", argv[1], sent, received, errors, interrupts);
    puts(errors == 0 && interrupts > 0 ? "LINK-OK" : "LINK-FAILED");
    return errors != 0;
}
