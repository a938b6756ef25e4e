package org.tongmai.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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

    /** What was sent. */
    record Sent(int accepted, int refused) {}

    private final Province province;
    private final DemoAccounts accounts;
    private final URI node;
    private final int mllpPort;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
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
        return new Sent(accepted.get(), refused.get());
    }

    private void send(Institution institution) {
        try (Delivery delivery = delivery(institution)) {
            for (Dispatch dispatch : province.dispatches(institution)) {
                count(delivery.send(dispatch.body()));
            }
            for (Dispatch dispatch : province.faultyDispatches(institution)) {
                count(delivery.send(dispatch.body()));
            }
        } catch (IOException unreadable) {
            failure.compareAndSet(null, new UncheckedIOException(unreadable));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            failure.compareAndSet(null, broken);
        }
    }

    private Delivery delivery(Institution institution) throws IOException {
        return switch (institution.speaks()) {
            case FHIR -> Delivery.fhir(node, accounts.system(institution, node));
            case HL7V2 -> Delivery.mllp(node.getHost(), mllpPort);
        };
    }

    private void count(Answer answer) {
        switch (answer) {
            case Answer.Stored stored -> accepted.incrementAndGet();
            case Answer.Unchanged unchanged -> accepted.incrementAndGet();
            case Answer.Waiting waiting -> refused.incrementAndGet();
            case Answer.Refused no -> refused.incrementAndGet();
        }
    }
}
