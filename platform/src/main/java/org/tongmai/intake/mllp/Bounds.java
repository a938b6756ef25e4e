package org.tongmai.intake.mllp;

import java.time.Duration;

/**
 * How much the server takes upon itself.
 *
 * @param messageBytes largest message
 * @param connections open at once; one more is closed at once
 * @param idle how long a connection may say nothing between messages
 * @param stall how long it may say nothing inside a message
 * @param roomBytes memory of all large messages being received at once
 */
public record Bounds(int messageBytes, int connections, Duration idle, Duration stall, long roomBytes) {

    /** 10 MB, 256 connections, 30 minutes, 30 seconds, 64 MB. */
    public static final Bounds DEFAULT =
            new Bounds(10_000_000, 256, Duration.ofMinutes(30), Duration.ofSeconds(30), 64_000_000);

    /** The room of all messages of a node, over whichever door they come. */
    public Room room() {
        return new Room(roomBytes, stall);
    }

    public Bounds {
        if (messageBytes < 1
                || connections < 1
                || idle.toMillis() < 1
                || stall.toMillis() < 1
                || roomBytes < messageBytes) {
            throw new IllegalArgumentException("bounds must be positive, with room for the largest message");
        }
    }
}
