import java.io.IOException;

/** One unit of work of one client: usually one request, checked. */
@FunctionalInterface
interface Job {

    /**
     * @param requests HTTP requests made
     * @param resources written or returned
     * @param bytes of the bodies sent and received
     */
    record Done(int requests, int resources, long bytes) {}

    /** @throws Wrong where the answer is not what it must be */
    Done run(Http http) throws IOException;

    /** An answer that is not what it must be. */
    final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String what, Http http) {
            super(what + "; status " + http.status + ": " + http.text().replaceAll("\\s+", " "));
        }
    }
}
