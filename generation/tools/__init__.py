"""Models beside the engine: upscaler, captioner, prompt writer, safety checker; each port with its implementation."""
