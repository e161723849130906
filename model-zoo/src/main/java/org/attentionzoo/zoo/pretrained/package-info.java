/**
 * Trained models by name: {@link org.attentionzoo.zoo.pretrained.PretrainedModels} finds them on
 * the class path, in a cache folder, or in a registry that an organisation hosts.
 */
package org.attentionzoo.zoo.pretrained;
