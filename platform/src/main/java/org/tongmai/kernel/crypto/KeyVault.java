package org.tongmai.kernel.crypto;

import java.security.PublicKey;
import java.util.Set;

/** Where private keys lie: a PKCS#12 file or a PKCS#11 token. They sign there by name and do not come out. */
public sealed interface KeyVault permits KeyFile, KeyToken {

    /** Names of the keys, those that other processes made included. */
    Set<String> names();

    /** Makes a key of this name; it is durable when this returns. */
    PublicKey make(String name);

    /**
     * Signs.
     *
     * @param name of a key that is there
     * @throws IllegalArgumentException where it is not
     */
    byte[] sign(String name, byte[] message);
}
