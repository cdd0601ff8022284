"""What a center is: typed, frozen, validated on creation."""
