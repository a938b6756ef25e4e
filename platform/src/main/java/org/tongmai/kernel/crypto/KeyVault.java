package org.tongmai.kernel.crypto;

import java.security.PublicKey;
import java.util.Map;

/** Where private keys lie: a PKCS#12 file or a PKCS#11 token. They sign there by name and do not come out. */
public sealed interface KeyVault permits KeyFile, KeyToken {

    /** The public keys by name, those that other processes made included. */
    Map<String, PublicKey> publicKeys();

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
