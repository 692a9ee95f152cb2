/* Echo sends back what it reads. A server of one process and one epoll loop
   cannot be faster. Usage: echo PATH */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { EVENTS = 256, BUFFER = 256 * 1024 };

static char buffer[BUFFER];

static int fail(const char *what)
{
	perror(what);
	return 1;
}

/* echo_once sends back what one read returns; it closes fd at the end of input
   or on an error. */
static void echo_once(int fd)
{
	ssize_t n = read(fd, buffer, sizeof buffer);
	for (ssize_t sent = 0; n > 0 && sent < n;) {
		ssize_t w = write(fd, buffer + sent, n - sent);
		if (w < 0 && errno != EINTR)
			n = -1;
		else if (w > 0)
			sent += w;
	}
	if (n <= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct epoll_event event = { .events = EPOLLIN }, events[EVENTS];
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path)
		return fprintf(stderr, "usage: echo PATH\n"), 2;
	strcpy(address.sun_path, argv[1]);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
		return fail("bind");
	if (listen(listener, 1024) < 0)
		return fail("listen");
	event.data.fd = listener;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0)
		return fail("epoll_ctl");
	printf("listening on %s\n", argv[1]);
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd != listener) {
				echo_once(events[i].data.fd);
				continue;
			}
			event.data.fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
			if (event.data.fd >= 0)
				epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
		}
	}
}
