package org.tongmai.intake.mllp;

import java.util.List;

/** Takes what arrives over MLLP. */
@FunctionalInterface
public interface Receiver {

    /**
     * Takes one frame and returns when it is safe to answer.
     *
     * @param peer network address of the sender
     * @return the answers in their order; none where the sender waits for none
     */
    List<byte[]> receive(Frame frame, String peer);
}
