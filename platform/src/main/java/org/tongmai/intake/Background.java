package org.tongmai.intake;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.intake.mllp.Room;
import org.tongmai.kernel.Faults;

/** What runs beside the requests: the MLLP listener and the further runs of waiting messages. */
public final class Background implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private static final Duration ROUND = Duration.ofSeconds(1);

    private final IntakeSettings settings;
    private final Room room;
    private final Intake intake;
    private final Retries retries;
    private final Reruns reruns;
    private @Nullable MllpDoor door;
    private @Nullable ScheduledExecutorService schedule;

    Background(IntakeSettings settings, Room room, Intake intake, Retries retries, Reruns reruns) {
        this.settings = settings;
        this.room = room;
        this.intake = intake;
        this.retries = retries;
        this.reruns = reruns;
    }

    /** The port on which HL7 v2 is listened for; nothing where it is not. */
    public synchronized Optional<Integer> mllpPort() {
        return Optional.ofNullable(door).map(MllpDoor::port);
    }

    @Override
    public synchronized void start() {
        schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("intake-retries").factory());
        var _ = schedule.scheduleWithFixedDelay(this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
        if (settings.mllpPort() >= 0) {
            door = MllpDoor.open(
                    new InetSocketAddress(settings.mllpAddress(), settings.mllpPort()),
                    settings.bounds(),
                    room,
                    intake);
            LOG.info("HL7 v2 over MLLP on {}:{}", settings.mllpAddress(), door.port());
        }
    }

    @Override
    public synchronized void stop() {
        if (door != null) {
            door.close();
            door = null;
        }
        if (schedule != null) {
            schedule.close();
            schedule = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return schedule != null;
    }

    private void round() {
        try {
            retries.round(reruns::retry);
        } catch (RuntimeException failed) {
            LOG.warn("waiting messages were not run, they stay due: {}", Faults.outline(failed));
        }
    }
}
