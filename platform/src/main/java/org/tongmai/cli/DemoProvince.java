package org.tongmai.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.load.Answer;
import org.tongmai.cli.load.Delivery;
import org.tongmai.simulator.Dispatch;
import org.tongmai.simulator.Institution;
import org.tongmai.simulator.Province;

/** The simulated institutions, each sending what it has, in order, beside the others, over the protocol it speaks. */
final class DemoProvince {

    /**
     * What was sent.
     *
     * @param refused how many, by code
     */
    record Sent(int accepted, Map<String, Integer> refused) {}

    private final Province province;
    private final DemoAccounts accounts;
    private final URI node;
    private final int mllpPort;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<String, Integer> refused = new ConcurrentSkipListMap<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    DemoProvince(Province province, DemoAccounts accounts, URI node, int mllpPort) {
        this.province = province;
        this.accounts = accounts;
        this.node = node;
        this.mllpPort = mllpPort;
    }

    /** Sends everything, then a few things with a fault in them, for the institutions' IT people to mend. */
    Sent send() throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (Institution institution : province.institutions()) {
            senders.add(Thread.ofVirtual().start(() -> send(institution)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        RuntimeException broken = failure.get();
        if (broken != null) {
            throw broken;
        }
        return new Sent(accepted.get(), Map.copyOf(refused));
    }

    private void send(Institution institution) {
        // The directory comes over FHIR from everybody; records over the protocol that the institution speaks.
        try (Delivery fhir = Delivery.fhir(node, accounts.system(institution, node));
                Delivery mllp = Delivery.mllp(node.getHost(), mllpPort)) {
            for (Dispatch dispatch : province.dispatches(institution)) {
                count(send(dispatch, fhir, mllp));
            }
            for (Dispatch dispatch : province.faultyDispatches(institution)) {
                count(send(dispatch, fhir, mllp));
            }
        } catch (IOException unreadable) {
            failure.compareAndSet(null, new UncheckedIOException(unreadable));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            failure.compareAndSet(null, broken);
        }
    }

    private static Answer send(Dispatch dispatch, Delivery fhir, Delivery mllp) throws InterruptedException {
        return switch (dispatch.form()) {
            case FHIR -> fhir.send(dispatch.body());
            case HL7V2 -> mllp.send(dispatch.body());
        };
    }

    private void count(Answer answer) {
        switch (answer) {
            case Answer.Stored stored -> accepted.incrementAndGet();
            case Answer.Unchanged unchanged -> accepted.incrementAndGet();
            case Answer.Waiting waiting -> refused.merge(Answer.REFERENCE_MISSING, 1, Integer::sum);
            case Answer.Refused no -> refused.merge(no.code(), 1, Integer::sum);
        }
    }
}
