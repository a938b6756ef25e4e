package org.tongmai.intake.mllp;

import java.util.Optional;

/** Takes what arrives over MLLP. */
@FunctionalInterface
public interface Receiver {

    /**
     * Takes one frame and returns when it is safe to answer.
     *
     * @param peer network address of the sender
     * @return the answer; nothing where the sender waits for none
     */
    Optional<byte[]> receive(Frame frame, String peer);
}
