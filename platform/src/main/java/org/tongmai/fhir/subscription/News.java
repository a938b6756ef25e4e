package org.tongmai.fhir.subscription;

/** Tells the dispatcher, which is made after those who call it, that there is something to be delivered. */
final class News {

    private volatile Runnable listener = () -> {};

    void listener(Runnable wake) {
        listener = wake;
    }

    void tell() {
        listener.run();
    }
}
