/**
 * Whether the text of a `config.json` is of a BLIP checkpoint. One without `model_type`, as hand-edited and older files
 * are, is told by its class or its vision tower: every other model that runs here states its type.
 */
export function isBlipConfig(text: string): boolean {
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config !== 'object' || config === null) return false;
    if ('model_type' in config) return config.model_type === 'blip';
    if (!('architectures' in config) || !Array.isArray(config.architectures)) return 'vision_config' in config;
    return String(config.architectures[0]).startsWith('BlipFor');
  } catch {
    return false;
  }
}
